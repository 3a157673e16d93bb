/**
 * Writes the page's content security policy. Scripts and workers come from here only; the page
 * may call this server and the network's providers, nobody else. A host that is not a plain
 * `name:port` is left out, since the text of a registry must not be able to add a directive.
 * Trusted Types stay off: Mantine writes its own style element as HTML.
 */
export function pagePolicy(nonce: string, providerHosts: readonly string[]): string {
  const origins = providerHosts.flatMap((host) => {
    const origin = originOf(host)
    return origin === undefined ? [] : [origin]
  })
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self'",
    ["connect-src 'self'", ...origins].join(' '),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * The policy of every file that is not the page. A worker obeys the policy of its own file: the
 * one that holds the keys may load its parts and can send nothing anywhere.
 */
export const filePolicy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"

/** `http` for this machine, `https` for every other host; undefined if it is not a host. */
function originOf(host: string): string | undefined {
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/.test(host)) return undefined
  return `${/^localhost(:|$)/.test(host) ? 'http' : 'https'}://${host}`
}
