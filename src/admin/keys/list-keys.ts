/** `GET /admin/tenants/:tenant/keys?limit=&cursor=`: the tenant's keys, page by page; never the keys themselves. */

import { clock, type Door } from '../../approach.ts';
import { Refusal } from '../../error.ts';
import { KeyList } from '../../tenant/key-list.ts';
import { namedTenant } from '../named-tenant.ts';
import { orUnavailable } from './or-unavailable.ts';
import { shownKey } from './shown-key.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

/**
 * Answers `{ tenant, keys, next }`: `next` is the cursor of the next page, null on the last. A page may hold fewer keys than
 * `limit` and not be the last.
 */
export async function listKeys(
  request: Request,
  { env }: Door,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const tenant = namedTenant(params);
  const query = new URL(request.url).searchParams;
  const limit = readLimit(query.get('limit'));
  const { keys, next } = await orUnavailable(new KeyList(env.policies).page(tenant, limit, query.get('cursor')));
  const now = clock();
  const shown = { tenant, keys: keys.map((key) => shownKey(key, now)), next };
  return Response.json(shown, { headers: { 'cache-control': 'no-store' } });
}

function readLimit(text: string | null): number {
  const limit = text === null ? DEFAULT_LIMIT : /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  const message = `limit says how many keys a page may hold: a whole number from 1 to ${MAX_LIMIT}.`;
  throw new Refusal({ code: 'invalid_request', message, param: 'limit' });
}
