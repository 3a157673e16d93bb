const PATHS = {
  timeline: 'M4 6h16M4 12h10M4 18h13',
  sharing:
    'M8.5 13.5l7 4M15.500 6.500l-7 4M18 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM6 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM18 21a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  log: 'M12 7v5l3.500 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  link: 'M12 5v14M5 12h14',
  patients:
    'M16 19v-1.500a4 4 0 0 0-4-4H7a4 4 0 0 0-4 4V19M9.500 9.500a3.250 3.250 0 1 0 0-6.500 3.250 3.250 0 0 0 0 6.500zM21 19v-1.500a4 4 0 0 0-3-3.870M15.500 3.130a3.250 3.250 0 0 1 0 6.240',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z',
  sun: 'M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM12 2v2M12 20v2M2 12h2M20 12h2M4.930 4.930l1.410 1.410M17.660 17.660l1.410 1.410M4.930 19.070l1.410-1.410M17.660 6.340l1.410-1.410',
  moon: 'M20.500 14.500A8.500 8.500 0 0 1 9.500 3.500a8.500 8.500 0 1 0 11 11z',
  chevron: 'M6 9l6 6 6-6',
} as const

export type IconName = keyof typeof PATHS

/** A line drawing beside a label; it says nothing by itself, so readers skip it. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
