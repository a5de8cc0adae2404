/**
 * `POST /admin/tenants/:tenant/policy/rollback {"version"}`: an earlier version's content is in force again, as a new
 * version, byte for byte. It is judged as a PUT is: what was valid then may name a secret that is gone since.
 */

import * as z from 'zod';
import type { Door } from '../approach.ts';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import { parseWith } from '../tenant/problem.ts';
import { type Bounds, readBody } from '../wire/body.ts';
import type { Admin } from './admin-token.ts';
import { changePolicy } from './change-policy.ts';
import { madeVersion } from './made-version.ts';
import { namedTenant } from './named-tenant.ts';
import { parsed } from './show-policy.ts';
import { readSwitches } from './switches.ts';

export const rollbackSchema = once(() =>
  z.strictObject({
    version: z.int().min(1).max(Number.MAX_SAFE_INTEGER).describe('the version whose content is to be in force again'),
  }),
);

const BODY: Bounds = {
  bytes: 1024,
  tooLarge: 'The body of a rollback is {"version": 3}, and no longer than 1024 bytes.',
  notJson: 'The body of a rollback is JSON: {"version": 3}.',
};

/** Answers `{ tenant, version, from, warnings }`; a dry run what `change-policy.ts` says. */
export async function rollbackPolicy(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
  admin: Admin,
): Promise<Response> {
  const tenant = namedTenant(params);
  const switches = readSwitches(new URL(request.url).searchParams);
  const read = parseWith(rollbackSchema(), (await readBody(request, BODY)).json);
  if (!read.ok) {
    const [first] = read.problems;
    const message = `The body names no version to go back to: ${first?.path ?? ''}: ${first?.message ?? ''}`;
    throw new Refusal({ code: 'invalid_request', message, param: first?.path ?? null });
  }
  const { version: source } = read.value;
  const { text } = await madeVersion(door, tenant, source);
  const wanted = { json: parsed(text), text, action: 'rollback', source } as const;
  return changePolicy({ tenant, admin, headers: request.headers, switches, wanted }, door);
}
