/**
 * A KV namespace as workerd asks for one: `GET`, `PUT` and `DELETE /<key>`, and `POST /bulk/get` for several; values in
 * memory. What stands in the binding VALUES, as JSON of texts by key, is there from the start.
 */

interface Bindings {
  readonly VALUES: string;
  /** How long a read takes, in milliseconds: where it is 0, a promise that is shared is settled before anybody can wait for it. */
  readonly READ_MS: string;
}

const METADATA = 'CF-KV-Metadata';

interface Stored {
  readonly value: ArrayBuffer | string;
  readonly metadata: string | null;
}

let values: Map<string, Stored> | undefined;

function valuesOf({ VALUES }: Bindings): Map<string, Stored> {
  values ??= new Map(
    Object.entries(JSON.parse(VALUES) as Record<string, string>).map(([key, value]) => [
      key,
      { value, metadata: null },
    ]),
  );
  return values;
}

export default {
  async fetch(request: Request, env: Bindings): Promise<Response> {
    const { pathname } = new URL(request.url);
    const key = decodeURIComponent(pathname.slice(1));
    const known = valuesOf(env);
    if (request.method === 'PUT') {
      known.set(key, { value: await request.arrayBuffer(), metadata: request.headers.get(METADATA) });
      return new Response();
    }
    if (request.method === 'DELETE') {
      known.delete(key);
      return new Response();
    }
    const readMs = Number(env.READ_MS);
    if (readMs > 0) await scheduler.wait(readMs);
    if (request.method === 'POST') return several(await request.json<{ keys: string[] }>(), known);
    const found = known.get(key);
    if (found === undefined) return new Response('Not Found', { status: 404 });
    return new Response(found.value, { headers: found.metadata === null ? {} : { [METADATA]: found.metadata } });
  },
};

/** Values as texts by key, null for those that are not there. */
function several({ keys }: { readonly keys: readonly string[] }, known: ReadonlyMap<string, Stored>): Response {
  const textOf = (value: Stored['value'] | undefined) =>
    value === undefined || typeof value === 'string' ? (value ?? null) : new TextDecoder().decode(value);
  return Response.json(Object.fromEntries(keys.map((each) => [each, textOf(known.get(each)?.value)])));
}
