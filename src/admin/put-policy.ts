/**
 * `PUT /admin/tenants/:tenant/policy`: a new version of a tenant's policy. It is read whole or not at all, held to its own
 * tests, looked over, numbered and put in force: here before this answers, elsewhere within 60 s.
 *
 * Two things refuse a policy: a document that is invalid, because it cannot be served, and tests of its own that fail,
 * because the tenant wrote down that they must not (`?force=1` puts it all the same). What lint finds never does, errors
 * included. Lint is a classifier's opinion of words, and changes with the classifier: a policy that was fine yesterday
 * must not become one that nobody can mend in a hurry, to take a dead provider out of it, say.
 *
 * `?dry_run=1` answers what the PUT would, and writes nothing.
 *
 * What it costs in CPU: 0.2 s for 30 routes with 20 examples each; 1.5 s for 500 with 15 and 2.5 s for 500 with 60, most
 * of it to compile them; 11 s for the worst 1 MB that was tried. A paid plan has 30 s for a request. The free plan has
 * 10 ms, which are for no PUT: there a document goes into KV by wrangler, and `npm run policy` judges it before.
 */

import * as z from 'zod';
import { clock, type Door } from '../approach.ts';
import type { LintReport } from '../classify/lint.ts';
import { Refusal } from '../error.ts';
import { SIZES } from '../tenant/defaults.ts';
import { Documents } from '../tenant/documents.ts';
import { readPolicy } from '../tenant/normalise.ts';
import type { TenantId } from '../tenant/policy.ts';
import { type Problem, parseWith } from '../tenant/problem.ts';
import { PolicyStore } from '../tenant/store.ts';
import { secretWarnings } from '../tenant/warnings.ts';
import { type Bounds, readBody } from '../wire/body.ts';
import { deploymentWarnings } from './deployment-warnings.ts';
import { entityTag, requireMatch } from './entity-tag.ts';
import { judgePolicy, problemOf } from './judge-policy.ts';
import { namedTenant } from './named-tenant.ts';

/** What lint classifies at most here, of which the answer tells: half of what `npm run policy lint` does. */
const LINTED_TEXTS = 1000;

const DOCUMENT: Bounds = {
  bytes: SIZES.documentBytes,
  tooLarge: `A policy document has at most ${SIZES.documentBytes} bytes (1 MB). Shorten its examples or split the tenant.`,
  notJson:
    'The policy is not valid JSON in UTF-8. Send the document itself as JSON; one in YAML becomes JSON by: npx yaml --json --single < policy.yaml',
};

/** Answers `{ tenant, version, warnings: [{ path, message }] }`; a dry run says so, under the version it would have got. */
export async function putPolicy(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const { env, waitUntil } = door;
  const tenant = namedTenant(params);
  const { dryRun, force } = readSwitches(new URL(request.url).searchParams);
  const { json } = await readBody(request, DOCUMENT);
  const warnings = await accepted(json, tenant, env, force);

  // The judgement takes its time; the rest is quick, so that hardly anybody can come between reading and writing.
  const documents = new Documents(env.policies, clock);
  return documents.alone(tenant, async () => {
    const current = await documents.current(tenant);
    requireMatch(request.headers, tenant, current);
    const version = await documents.nextVersion(tenant, current);
    if (dryRun) return Response.json({ tenant, version, warnings, dryRun });
    const put = await documents.put(tenant, JSON.stringify(json), version, current);
    // Written it is. Should KV not be readable now, this isolate comes by it as all the others do.
    await new PolicyStore(env, waitUntil, clock).inspect(tenant).catch(() => null);
    return Response.json({ tenant, version, warnings }, { headers: { etag: entityTag(put) } });
  });
}

/** The warnings of a policy that may be put. Throws Refusal `invalid_policy` for one that may not, with every reason. */
async function accepted(
  json: unknown,
  tenant: TenantId,
  env: Door['env'],
  force: boolean,
): Promise<readonly Problem[]> {
  const { allowLocalUpstreams, secret } = env;
  const read = readPolicy(json, { tenant, version: 0, allowLocalUpstreams });
  if (!read.ok) {
    const message = `The policy is invalid: ${told(read.problems)} Nothing was changed.`;
    throw new Refusal({ code: 'invalid_policy', message, problems: read.problems });
  }
  const judge = judgePolicy(read.policy, () => scheduler.wait(0));
  const failed = (await judge.test()).map(problemOf).filter((problem) => problem !== null);
  if (failed.length > 0 && !force) {
    const message = `Of the policy's ${read.policy.tests.length} tests ${failed.length} failed: ${told(failed)} Nothing was changed. Mend the routes or the tests; ?force=1 puts the policy as it is.`;
    throw new Refusal({ code: 'invalid_policy', message, problems: failed });
  }
  const { findings, sampled } = await judge.lint(LINTED_TEXTS);
  return [
    ...failed,
    ...findings.map(({ path, message }) => ({ path, message })),
    ...read.warnings,
    ...judge.warnings(),
    ...secretWarnings(read.policy, secret),
    ...deploymentWarnings(read.policy, { secret, hasAi: env.ai !== undefined }),
    ...(sampled.read < sampled.of ? [partlyRead(sampled)] : []),
  ];
}

/** A misspelt `dry_run` must not become a PUT that writes, so nothing else may be asked. */
const flagSchema = z
  .enum(['', '1', 'true', '0', 'false'], 'This must be 1 or 0.')
  .transform((value) => value !== '0' && value !== 'false')
  .optional();
const switchesSchema = z.strictObject({ dry_run: flagSchema, force: flagSchema });

function readSwitches(query: URLSearchParams): { readonly dryRun: boolean; readonly force: boolean } {
  const read = parseWith(switchesSchema, Object.fromEntries(query));
  if (read.ok) return { dryRun: read.value.dry_run === true, force: read.value.force === true };
  const [first] = read.problems;
  const message = `The query parameter ${first?.path} cannot be meant: ${first?.message}`;
  throw new Refusal({ code: 'invalid_request', message, param: first?.path ?? null });
}

/** The first problem, for those who show the message alone. */
function told([first, ...more]: readonly Problem[]): string {
  if (first === undefined) return '';
  const others = more.length === 0 ? '' : ` (and ${more.length} more, see problems)`;
  return `${first.path === '' ? '' : `${first.path}: `}${first.message}${others}`;
}

function partlyRead({ read, of }: LintReport['sampled']): Problem {
  const message = `Lint tried ${read} of the ${of} phrases and examples of this policy, of every route an even share. More of them: npm run policy lint.`;
  return { path: 'routes', message };
}
