/** What browsers may send and read across origins; on every answer, errors included. */
export const CORS = {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'DPoP', 'Content-Type', 'Prefer', 'If-Match', 'If-None-Match'],
  exposedHeaders: [
    'DPoP-Nonce',
    'WWW-Authenticate',
    'ETag',
    'Location',
    'Retry-After',
    'Date',
    'MedRec-Receipt',
    'MedRec-View-Age',
  ],
  maxAge: 600,
}

/** The headers for an answer that is made before any hook ran. */
export function corsHeadersFor(
  origin: string | undefined,
  allowedOrigins: readonly string[],
): Readonly<Record<string, string>> {
  if (origin === undefined || !allowedOrigins.includes(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': CORS.exposedHeaders.join(', '),
  }
}
