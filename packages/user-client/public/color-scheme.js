// Runs before the first paint, so that a dark page does not flash white.
const saved = localStorage.getItem('mantine-color-scheme-value')
const isDark = matchMedia('(prefers-color-scheme: dark)').matches
document.documentElement.setAttribute(
  'data-mantine-color-scheme',
  saved === 'light' || saved === 'dark' ? saved : isDark ? 'dark' : 'light',
)
