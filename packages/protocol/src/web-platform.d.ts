// The few parts of the web platform that browsers and Node share and this package uses. Without
// `dom` and `node` in its types, a document, a file or a socket is an unknown name here.

interface CryptoKey {
  readonly type: 'public' | 'private' | 'secret'
  readonly extractable: boolean
}

interface AesGcmParams {
  readonly name: 'AES-GCM'
  readonly iv: Uint8Array
  readonly additionalData: Uint8Array
}

declare const crypto: {
  getRandomValues(bytes: Uint8Array): Uint8Array
  readonly subtle: {
    importKey(
      format: 'raw',
      key: Uint8Array,
      algorithm: 'AES-GCM',
      isExtractable: boolean,
      usages: readonly ('encrypt' | 'decrypt')[],
    ): Promise<CryptoKey>
    encrypt(algorithm: AesGcmParams, key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>
    decrypt(algorithm: AesGcmParams, key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>
  }
}

declare class URLSearchParams {
  constructor(init: string | Readonly<Record<string, string>>)
  get(name: string): string | null
  toString(): string
}
