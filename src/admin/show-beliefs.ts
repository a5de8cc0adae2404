/**
 * `GET /admin/tenants/:tenant/beliefs`: what was learned for a tenant: which beliefs decide, which are tried, what the newest
 * would have earned on what was logged, whether what is expected comes, what each model is worth, and what moved.
 */

import * as z from 'zod';
import type { Door } from '../approach.ts';
import { domainWords } from '../classify/lexicon.ts';
import { curriculumOf } from '../curriculum.ts';
import { Refusal } from '../error.ts';
import type { BeliefsReport, BeliefsVersion } from '../learn/contract.ts';
import { type Worth, worths } from '../learn/dominance.ts';
import { once } from '../once.ts';
import type { Policy } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';
import { fromLearner } from './from-learner.ts';
import { knownTenant } from './known-tenant.ts';
import { readQuery } from './read-query.ts';

/** Of the lessons that were learned last: what models are worth is measured on these. */
const ROWS = 1000;

export const beliefsQuerySchema = once(() =>
  z.strictObject({
    version: z
      .string()
      .regex(/^\d{1,15}$/, 'This must be a whole number from 0.')
      .transform(Number)
      .optional(),
  }),
);

/** With `version` it answers `{ tenant, version }`, that version alone. Throws Refusal `not_found` for one that there is not. */
export async function showBeliefs(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const { version } = readQuery(request, beliefsQuerySchema());
  const { tenant, policy } = await knownTenant(door, params);
  const names = { domains: [...domainWords().keys()], routes: [...(policy?.routes.keys() ?? [])] };
  const [report, lessons] = await fromLearner(door.env, tenant, (stub) =>
    Promise.all([stub.report(names), version === undefined ? stub.rows(ROWS) : []]),
  );
  if (version !== undefined) return answered({ tenant, version: shownVersion(named(report, version)) });
  const { inForce, canary, newest, pausedUntil, isPublished, why, verdict, versions, counts, moved } = report;
  const of = (number: number) => versions.find((each) => each.version === number);
  const arms =
    policy === null ? [] : curriculumOf(policy).arms.map(({ usualCost, ...arm }) => ({ ...arm, cost: usualCost }));
  const worth = worths(
    lessons.map(({ row }) => row),
    arms,
  );
  const explore = policy?.learning.explore ?? null;
  return answered({
    tenant,
    enabled: policy?.learning.enabled ?? false,
    inForce: { version: inForce, at: moment(of(inForce)?.at ?? null), why },
    canary: canary === null ? null : { ...canary, since: moment(canary.since) },
    newest: { version: newest, at: moment(of(newest)?.at ?? null) },
    pausedUntil: moment(pausedUntil),
    published: isPublished,
    verdict,
    versions: versions.map(shownVersion),
    estimates: report.estimates,
    calibration: {
      tenths: report.calibration.tenths.map(({ rows, ...tenth }) => ({ ...tenth, count: rows })),
      error: report.calibration.error,
    },
    arms: worth.map((each) => shownArm(each, { report, policy, wanted: explore?.probes ?? 0 })),
    reroutes: report.reroutes,
    moved,
    counts: { lessons: counts.lessons, heldBack: counts.held, raters: counts.raters, merged: counts.merged },
    explore: explore === null ? null : { share: explore.share, max: explore.limit.max / 1e6 },
  });
}

interface Around {
  readonly report: BeliefsReport;
  readonly policy: Policy | null;
  readonly wanted: number;
}

/** One that is new in the mapping is believed to be as its class is, and is tried until it has its probes. */
function shownArm({ arm, reward, effective, dominatedBy, why }: Worth, { report, policy, wanted }: Around) {
  const at = arm.lastIndexOf('@');
  const [model, effort] = [arm.slice(0, at), arm.slice(at + 1)];
  const seen = report.arms.find((each) => each.arm === arm);
  const usual =
    policy === null ? null : (curriculumOf(policy).arms.find((each) => each.arm === arm)?.usualCost ?? null);
  return {
    ...{ arm, model, effort, usualCost: usual, reward, effective },
    ...{ evidence: seen?.evidence ?? 0, lessons: seen?.lessons ?? 0 },
    ...{ latencyMs: seen?.latencyMs ?? null, failure: seen?.failure ?? null },
    probes: { done: seen?.probes ?? 0, wanted },
    ...{ dominatedBy, why },
  };
}

function named({ versions }: BeliefsReport, version: number): BeliefsVersion {
  const found = versions.find((each) => each.version === version);
  if (found !== undefined) return found;
  const message = `There are no beliefs of version ${version}, or no longer. Without version= those that there are are listed.`;
  throw new Refusal({ code: 'not_found', message, param: 'version' });
}

function shownVersion({ version, at, stage, why, source, actor, lessons, isKept }: BeliefsVersion) {
  const made = { version, at: moment(at), stage, why, lessons, canRollBack: isKept };
  return { ...made, ...(source === null ? {} : { from: source }), ...(actor === null ? {} : { by: actor }) };
}

const moment = (at: UnixMs | null): string | null => (at === null ? null : new Date(at).toISOString());

const answered = (body: object): Response => Response.json(body, { headers: { 'cache-control': 'no-store' } });
