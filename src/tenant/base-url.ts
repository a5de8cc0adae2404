/**
 * Where a policy may send requests: to https and a public host, so that no document can reach into the network a
 * Worker stands in or at a cloud's metadata service. `ALLOW_LOCAL_UPSTREAMS` adds loopback, for `npm start`. The URL
 * parser of the platform has already turned decimal, hex, octal and full-width addresses into plain ones, so only its
 * result is looked at. A public name that resolves to a private address is not seen here: nothing can be resolved.
 */

export type PublicUrl =
  /** As the URL parser writes it. */
  { readonly ok: true; readonly url: string } | { readonly ok: false; readonly message: string };

/** Names that are never public: https://www.iana.org/assignments/special-use-domain-names and ICANN's private-use list. */
const PRIVATE_SUFFIXES = ['local', 'localhost', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'home.arpa'];

/** Every IPv4 block that is not public, as [first address, prefix bits]: RFC 6890 and the addresses of metadata services. */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // Azure's host agent, the one metadata service on a public address.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** A dotted address as a whole number; null for anything else. */
function readV4(host: string): number | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return null;
  return host.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

/** True when two addresses agree in their first `bits` bits. */
const sameBlock = (a: number, b: number, bits: number): boolean =>
  Math.floor(a / 2 ** (32 - bits)) === Math.floor(b / 2 ** (32 - bits));

/** The first two groups of an IPv6 address as the URL parser writes it; `::` stands for zeros. */
function readV6(address: string): readonly [number, number] {
  const [head = ''] = address.split('::');
  const [first = '0', second = '0'] = head === '' ? [] : head.split(':');
  return [Number.parseInt(first, 16), Number.parseInt(second, 16)];
}

/** Only 2000::/3 is global; in it, transition and documentation blocks carry or stand for other addresses (RFC 6890, RFC 9637). */
function isPublicV6(address: string): boolean {
  const [first, second] = readV6(address);
  if (first < 0x2000 || first > 0x3fff) return false;
  if (first === 0x2001) return second >= 0x200 && second !== 0xdb8;
  return first !== 0x2002 && !(first === 0x3fff && second < 0x1000);
}

const isWithin = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

function isPublic(host: string): boolean {
  if (host.startsWith('[')) return isPublicV6(host.slice(1, -1));
  const v4 = readV4(host);
  if (v4 !== null) return !PRIVATE_V4.some(([block, bits]) => sameBlock(v4, readV4(block) ?? 0, bits));
  return host.includes('.') && !PRIVATE_SUFFIXES.some((suffix) => isWithin(host, suffix));
}

function isLoopback(host: string): boolean {
  return host === '[::1]' || isWithin(host, 'localhost') || (readV4(host) ?? 0) >>> 24 === 127;
}

/** Checks a URL that requests are sent to as it stands, such as that of a remote classifier. It may have a query. */
export function readPublicUrl(text: string, allowLocalUpstreams: boolean): PublicUrl {
  const no = (message: string): PublicUrl => ({ ok: false, message });
  const url = /\s/.test(text) ? null : URL.parse(text);
  if (url === null) return no('This must be a whole URL, such as https://api.example.com/v1.');
  if (url.username !== '' || url.password !== '') return no('A URL must not hold credentials: name a secret in `key`.');
  if (text.includes('#')) return no('A URL must not have a fragment: leave out the # and what follows it.');
  // A final dot means the same host to a resolver, and must mean the same here.
  const host = url.hostname.replace(/\.$/, '');
  if (isLoopback(host)) {
    if (!allowLocalUpstreams) {
      return no('This must be https to a public host: loopback is allowed only where ALLOW_LOCAL_UPSTREAMS is 1.');
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return no('This must be https, or http to loopback.');
  } else {
    if (!isPublic(host)) return no('This must be https to a public host, and this host is private or has no domain.');
    if (url.protocol !== 'https:') return no('This must be https: a key would travel in the clear otherwise.');
  }
  return { ok: true, url: url.href };
}

/** Checks a URL that an endpoint's path is put behind, so it has no query and, as answered, no slash at its end. */
export function readBaseUrl(text: string, allowLocalUpstreams: boolean): PublicUrl {
  if (text.includes('?')) {
    return { ok: false, message: 'A baseUrl must not have a query: it is followed by the path of an endpoint.' };
  }
  const read = readPublicUrl(text, allowLocalUpstreams);
  return read.ok ? { ok: true, url: read.url.replace(/\/+$/, '') } : read;
}
