/** Pads with 0x80 and zeros to a whole number of blocks (ISO/IEC 7816-4), so that lengths tell little. */
export function padded(bytes: Uint8Array, blockBytes: number): Uint8Array {
  const result = new Uint8Array(Math.ceil((bytes.length + 1) / blockBytes) * blockBytes)
  result.set(bytes)
  result[bytes.length] = 0x80
  return result
}

/**
 * Takes away the padding of {@link padded}.
 *
 * @throws {RangeError} if there is none
 */
export function unpadded(bytes: Uint8Array): Uint8Array {
  const end = bytes.lastIndexOf(0x80)
  if (end < 0 || bytes.subarray(end + 1).some((byte) => byte !== 0)) {
    throw new RangeError('The padding is missing.')
  }
  return bytes.subarray(0, end)
}
