/** FNV-1a of 64 bits in digits and small letters, `length` of them: for names that are too long, not for secrets. */
export function shortHash(text: string, length: number): string {
  let hash = 14695981039346656037n;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 1099511628211n) & 0xffffffffffffffffn;
  return hash.toString(36).padStart(length, '0').slice(-length);
}
