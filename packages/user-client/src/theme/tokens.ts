/** Every colour, distance and size of the client. Components name roles, never colours. */

export type Palette = Readonly<Record<ColourRole, string>>

export type ColourRole =
  | 'body'
  | 'surface'
  | 'line'
  | 'cardEdge'
  | 'text'
  | 'muted'
  | 'accent'
  | 'accentSoft'
  | 'filled'
  | 'onFilled'
  | 'danger'
  | 'dangerFilled'
  | 'caution'
  | 'cautionLine'
  | 'inputEdge'
  | 'focus'

export const lightPalette: Palette = {
  body: '#f6f8f8',
  surface: '#ffffff',
  line: '#e2e6e8',
  cardEdge: '#d0d6da',
  text: '#16202a',
  muted: '#55616b',
  accent: '#175a6c',
  accentSoft: '#e3eff2',
  filled: '#175a6c',
  onFilled: '#ffffff',
  danger: '#a12c1e',
  dangerFilled: '#a12c1e',
  caution: '#7a5200',
  cautionLine: '#9a6700',
  inputEdge: '#7b8791',
  focus: '#0b6bcb',
}

export const darkPalette: Palette = {
  body: '#12181d',
  surface: '#1a2229',
  line: '#2a343c',
  cardEdge: '#36424b',
  text: '#e4e9ec',
  muted: '#a3b0ba',
  accent: '#86bcc9',
  accentSoft: '#1d3138',
  filled: '#267083',
  onFilled: '#ffffff',
  danger: '#f0958a',
  dangerFilled: '#a12c1e',
  caution: '#e3b25c',
  cautionLine: '#e3b25c',
  inputEdge: '#6b7983',
  focus: '#6db3f2',
}

/** What stands on what, and the least ratio it needs: 4.5 for text, 3 for edges and focus. */
export const contrastPairs: readonly (readonly [ColourRole, ColourRole, number])[] = [
  ['text', 'surface', 4.5],
  ['text', 'body', 4.5],
  ['text', 'accentSoft', 4.5],
  ['muted', 'surface', 4.5],
  ['muted', 'body', 4.5],
  ['muted', 'accentSoft', 4.5],
  ['accent', 'surface', 4.5],
  ['accent', 'body', 4.5],
  ['accent', 'accentSoft', 4.5],
  ['onFilled', 'filled', 4.5],
  ['onFilled', 'dangerFilled', 4.5],
  ['danger', 'surface', 4.5],
  ['danger', 'body', 4.5],
  ['caution', 'surface', 4.5],
  ['caution', 'body', 4.5],
  ['cautionLine', 'surface', 3],
  ['cautionLine', 'body', 3],
  ['inputEdge', 'surface', 3],
  ['inputEdge', 'body', 3],
  ['focus', 'surface', 3],
  ['focus', 'body', 3],
]

/** rem. `md` is the body text; nothing is smaller than `xs` (13 px). */
export const fontSizes = {
  xs: '0.8125rem',
  sm: '0.9375rem',
  md: '1.0625rem',
  lg: '1.3125rem',
  xl: '1.75rem',
} as const

export const spacing = {
  xs: '0.5rem',
  sm: '0.75rem',
  md: '1rem',
  lg: '1.5rem',
  xl: '2.5rem',
} as const

export const layout = {
  columnPx: 760,
  navigationPx: 224,
  headerPx: 56,
  tabBarPx: 60,
  radiusPx: 6,
  touchTargetPx: 44,
} as const

/** Ten steps each, lightest first; 7 fills on light, 6 on dark. */
export const trustScale = [
  '#eff7f9',
  '#e3eff2',
  '#c6dfe5',
  '#a3cbd5',
  '#86bcc9',
  '#4f95a7',
  '#267083',
  '#175a6c',
  '#124a59',
  '#0d3844',
] as const

export const dangerScale = [
  '#fdf3f2',
  '#fbe3e0',
  '#f5c3bd',
  '#f0958a',
  '#e2705f',
  '#c94a38',
  '#a12c1e',
  '#a12c1e',
  '#842117',
  '#641810',
] as const

/** Mantine's own dark greys are brownish; these follow the dark palette, text first. */
export const darkScale = [
  '#e4e9ec',
  '#c6d0d6',
  '#a3b0ba',
  '#6b7983',
  '#36424b',
  '#2a343c',
  '#1a2229',
  '#12181d',
  '#0d1216',
  '#080b0e',
] as const
