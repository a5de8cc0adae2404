/**
 * `DELETE /admin/tenants/:tenant/users/:user`: what is kept of a user is deleted, in the user's own account, in the tenant's
 * reports and in what was learned. Again, it finds nothing; of a user that never was it finds nothing either.
 *
 * In this order, so that nothing is told on that was forgotten before: an account tells the tenant's object and the learner.
 * Where one of them cannot be reached it is 503, and the same call again goes on with what is left.
 */

import type { Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import { AccountClient } from '../quota/client.ts';
import { TenantClient } from '../quota/tenant-client.ts';
import { sha256Hex } from '../tenant/key.ts';
import { parseWith } from '../tenant/problem.ts';
import type { Admin } from './admin-token.ts';
import { fromLearner } from './from-learner.ts';
import { knownTenant } from './known-tenant.ts';
import { shownUser, userSchema } from './named-user.ts';

/** In sentences, for whoever has to answer for it. */
const REMAINS = [
  'What limits have counted, and what the tenant and its keys have used: numbers, which are charged for and end with their windows. Whoever was forgotten is not given a quota anew.',
  'Requests that were on their way: they are charged when they end, and nothing else is kept of them.',
  'A hash of the name where it was learned, for a day at most, by which nothing that comes late is learned.',
  'Keys that were made for the user, which name it: revoke them.',
  'Lines of the log and rows of analytics, which name no user: they hold ids of decisions, keys and conversations, and go as they are set to go.',
  'What providers keep by their own rules, and what the platform keeps to restore objects from, for 30 days.',
];

/** Answers `{ tenant, user, forgotten: { … }, remains: [sentence] }`. */
export async function forgetUser(
  _request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
  { actor }: Admin,
): Promise<Response> {
  const { env } = door;
  const user = namedUser(params['user'] ?? '');
  const { tenant } = await knownTenant(door, params);
  const tenants = new TenantClient(env.tenants, tenant);
  // The trail is to say that it was done, and not of whom; who knows the name can find it.
  const what = `user sha256:${await sha256Hex(`${tenant}/${user}`)}`;
  const forgotten = await tenants.recorded({ actor, action: 'user.forget', what }, async () => {
    const {
      untold,
      lessons: unheard,
      ...account
    } = await new AccountClient(env.accounts, `${tenant}/${user}`).forget();
    const reported = await tenants.forget(user, untold);
    const learned = await fromLearner(env, tenant, (stub) => stub.forget(user));
    return { ...account, unheard, reported, ...learned, versions: learned.versions.length };
  });
  const { merged } = forgotten;
  const stays = `What ${merged} lessons taught that are no longer in the learner's log: shares of sums, which cannot be taken apart, and fade.`;
  const remains = merged === 0 ? REMAINS : [...REMAINS, stays];
  return Response.json(
    { tenant, user: shownUser(user), forgotten, remains },
    { headers: { 'cache-control': 'no-store' } },
  );
}

/** As `?user=` names one. */
function namedUser(text: string): string {
  const read = parseWith(userSchema(), text);
  if (read.ok) return read.value;
  const message = `The path names no user: ${read.problems[0]?.message ?? ''}`;
  throw new Refusal({ code: 'invalid_request', message, param: 'user' });
}
