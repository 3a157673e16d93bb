import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@fontsource-variable/source-sans-3'
import '../theme/global.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { cssVariablesResolver, theme } from '../theme/theme.ts'
import { App } from './app.tsx'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
// Mantine's dialogs lock the page's scrolling by a style element of their own.
setNonce(nonce)

/** Public facts only: which providers there are and whether they answer. Never a person's data. */
const publicQueries = new QueryClient({ defaultOptions: { queries: { retry: false } } })

const root = document.getElementById('root')
if (root === null) throw new TypeError('index.html has a root')
createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariablesResolver}
    defaultColorScheme="auto"
    getStyleNonce={() => nonce}
  >
    <Notifications position="bottom-center" />
    <QueryClientProvider client={publicQueries}>
      <App />
    </QueryClientProvider>
  </MantineProvider>,
)
