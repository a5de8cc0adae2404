/** Writes the Decision down: the pure proposal, moved by the account object's admission, and what came of the call. */

import type { Classification, Signals } from '../classify/contract.ts';
import type { Policy } from '../tenant/policy.ts';
import type { NonEmpty } from '../unit.ts';
import type { Choice, Decision, Pace, Proposal, Reason, Rung, Step } from './decision.ts';

/** What admission made of the proposal, as much as a decision tells of it. */
type Moved =
  | {
      readonly kind: 'admitted';
      readonly rung: Rung;
      readonly degraded: string | null;
      /** `id` where the account knows that it belongs to another conversation than it seems. */
      readonly session: {
        readonly id?: string;
        readonly route: string;
        readonly sticky: boolean;
        readonly switched: boolean;
      };
      readonly why: readonly Step[];
      readonly pace?: Pace;
      readonly explored?: true;
      readonly unpaid?: true;
    }
  | { readonly kind: 'refused' | 'lost'; readonly rung: Rung; readonly why: readonly Step[]; readonly pace?: Pace };

export interface Decided {
  readonly proposal: Proposal;
  readonly admission: Moved;
  readonly classification: Classification;
  readonly signals: Signals;
  readonly policy: Policy;
  readonly plan: string;
  readonly sessionId: string;
}

/** The decision before anybody was called: `model` is the first candidate. */
export function decide({ proposal, admission, classification, signals, policy, plan, sessionId }: Decided): Decision {
  const { rung } = admission;
  const { outlook } = proposal;
  const [first, ...rest] = rung.candidates;
  const candidates: NonEmpty<string> = [first.model, ...rest.map((candidate) => candidate.model)];
  const session = admission.kind === 'admitted' ? admission.session : null;
  return {
    id: proposal.id,
    ...takenRoute(proposal, standingRoute(session?.route, policy) ?? proposal.route),
    effort: rung.effort,
    model: first.model,
    candidates,
    reason: reasonOf(standingOf(proposal, admission), admission),
    why: [...proposal.why, ...admission.why],
    signals: outlook === undefined ? signals : { ...signals, gain: outlook.gain, expected: outlook.expected },
    classifier: { source: classification.source, tookMs: classification.tookMs, asked: classification.asked },
    session: { id: session?.id ?? sessionId, sticky: session?.sticky ?? false, switched: session?.switched ?? false },
    policy: { tenant: policy.tenant, version: policy.version },
    plan,
    degraded: admission.kind === 'admitted' ? admission.degraded : null,
    ...(admission.pace === undefined ? {} : { pace: admission.pace }),
    ...(proposal.choice === undefined ? {} : { choice: choiceOf(proposal, proposal.choice, admission) }),
    ...(outlook === undefined ? {} : { beliefs: outlook.beliefs }),
  };
}

const isExplored = (admission: Moved): boolean => admission.kind === 'admitted' && admission.explored === true;

/** What was proposed, or what stands in its place where the account would not have it tried. */
function standingOf(proposal: Proposal, admission: Moved): Pick<Proposal, 'reason' | 'rungs'> {
  return isExplored(admission) ? proposal : (proposal.unexplored ?? proposal);
}

/** How likely what is taken was to be proposed; that says nothing where a session or a limit had a say in it. */
function choiceOf(proposal: Proposal, choice: Choice, admission: Moved): NonNullable<Decision['choice']> {
  const explored = isExplored(admission);
  const [wished] = proposal.rungs;
  const isAsProposed =
    admission.kind === 'admitted' &&
    explored === choice.explored &&
    !admission.session.sticky &&
    !admission.session.switched &&
    admission.rung.effort === wished.effort &&
    admission.rung.candidates[0].model === wished.candidates[0].model;
  const isUnpaid = admission.kind === 'admitted' && admission.unpaid === true;
  return {
    ...choice,
    explored,
    propensity: isAsProposed ? choice.propensity : null,
    ...(isUnpaid ? { unpaid: true } : {}),
  };
}

/** Where a held conversation outlives a route, its model goes on for whatever the request was proposed. */
function standingRoute(route: string | undefined, { routes }: Policy): string | undefined {
  return route !== undefined && routes.has(route) ? route : undefined;
}

/**
 * The route that is taken, with its own probability, also where a conversation stays on another than the classified one:
 * that is then the first alternative. One that is not listed is less likely than all that are.
 */
function takenRoute(
  proposal: Proposal,
  route: string,
): Pick<Decision, 'route' | 'matched' | 'confidence' | 'alternatives'> {
  const { matched, confidence, alternatives } = proposal;
  if (route === proposal.route) return { route, matched, confidence, alternatives };
  const others = alternatives.filter((other) => other.route !== route);
  return {
    route,
    matched: true,
    confidence: alternatives.find((other) => other.route === route)?.confidence ?? 0,
    alternatives: matched ? [{ route: proposal.route, confidence }, ...others] : others,
  };
}

/**
 * A limit that moved or stopped the request settled it; else the session, where it moved it and the proposal's rule does
 * not rank above. A rule that ranks above has settled the effort; where a held conversation kept even that, it has not.
 */
function reasonOf(proposal: Pick<Proposal, 'reason' | 'rungs'>, admission: Moved): Reason {
  if (admission.kind === 'refused') return 'limit';
  if (admission.kind === 'admitted' && admission.degraded !== null) return 'limit';
  if (!admission.why.some((step) => step.rule === 'session')) return proposal.reason;
  const effortStands = admission.rung.effort === proposal.rungs[0].effort;
  return effortStands && OVER_SESSION.has(proposal.reason) ? proposal.reason : 'session';
}

/** Rules of CONTRACT §3 that rank above session stickiness. */
const OVER_SESSION: ReadonlySet<Reason> = new Set(['pinned', 'effort_header', 'asked_think', 'asked_quick']);

/**
 * The decision after the call. An explicitly named model (`pinned` of the proposal) keeps its reason whatever became of
 * it; else a later answer is a failover.
 */
export function answeredBy(decision: Decision, model: string, failures: readonly string[], pinned: boolean): Decision {
  if (failures.length === 0) return decision;
  const why = [...decision.why, ...failures.map((detail) => ({ rule: 'failover', detail }))];
  const { choice } = decision;
  // Another than was chosen answers.
  const spoilt = choice === undefined || model === decision.model ? {} : { choice: { ...choice, propensity: null } };
  return { ...decision, model, why, reason: pinned ? decision.reason : 'failover', ...spoilt };
}
