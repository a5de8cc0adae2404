/**
 * The keys that calls are signed with, kept from call to call: each is derived from a secret, a day, a region and a
 * service by four rounds of HMAC, which cost nearly as much as all the rest of a signature. They are kept under what they
 * are derived from, the secret included, so that nobody comes by another's without holding its secret already; and they
 * stay within the isolate, which holds the secrets themselves.
 */

/** A key is good for a day, and an isolate may serve many tenants: beyond this the oldest is derived anew. */
export const MOST_SIGNING_KEYS = 64;

/** In the form that aws4fetch takes for its `cache`. */
export class SigningKeys extends Map<string, ArrayBuffer> {
  override set(derivedFrom: string, key: ArrayBuffer): this {
    const [oldest] = this.keys();
    if (oldest !== undefined && this.size >= MOST_SIGNING_KEYS) this.delete(oldest);
    return super.set(derivedFrom, key);
  }
}
