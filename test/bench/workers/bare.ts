/** The floor: a Worker that hands a request on to the provider and its answer back, and reads neither. */

interface Bindings {
  /** Without a slash at its end. */
  readonly PROVIDER: string;
  readonly PROVIDER_KEY: string;
}

export default {
  fetch(request: Request, { PROVIDER, PROVIDER_KEY }: Bindings): Promise<Response> {
    const { pathname } = new URL(request.url);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${PROVIDER_KEY}` };
    return fetch(`${PROVIDER}${pathname}`, { method: request.method, headers, body: request.body });
  },
};
