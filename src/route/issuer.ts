/**
 * A request that goes on from what a provider keeps: an answer (`previous_response_id`), a conversation, or items of
 * either. Nobody but that provider can read it, so it ranks above every rule that chooses a model, and below what the
 * caller itself fixed: an explicit model or route is never replaced, only refused. Pure: it runs inside the account
 * object, which remembers who issued what, in the place of the session's rules.
 *
 * | known? | the caller asks for           | goes to                                                                   |
 * |--------|-------------------------------|---------------------------------------------------------------------------|
 * | yes    | auto                          | the issuer, at the wished effort where it is listed for it, else as before |
 * | yes    | auto, an effort               | the issuer, else another model of its provider that has this effort        |
 * | yes    | a route                       | the issuer, else another model of its provider on this route; else refused |
 * | yes    | auto, but the issuer is gone  | another model of its provider; none: refused                               |
 * | yes    | a model of the same provider  | that model: a provider's models read each other's answers                  |
 * | yes    | a model of another provider   | refused                                                                    |
 * | no     | a model                       | that model: the provider will say whether it has the answer                |
 * | no     | auto, a route                 | the model of the conversation that the client names, if it can; the only   |
 * |        |                               | provider that can; several can: refused, unless it names single items      |
 *
 * "Gone": no longer in the policy, not for this key, without its secret, or not fit for the request. To be refused is a
 * 400 that says which model to ask for, or to send the conversation itself.
 */

import { isNonEmpty, type NonEmpty, type Tokens, tokens } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';
import type { Candidate, Proposal, Rung, Step } from './decision.ts';
import { isBelow, listed, modelFirst } from './stay.ts';

/** Who gave what a provider keeps, as an account remembers it. */
export interface Issued {
  readonly model: string;
  readonly provider: string;
  readonly effort: Effort;
  readonly route: string;
  /** The conversation that it belongs to. */
  readonly session: string;
  /** All that had been read and written by then: a request that goes on from it is read on top of that. */
  readonly tokens: Tokens;
}

/** A model that could be sent such a request: it speaks its wire, may be used, and fits. */
export interface Reader {
  readonly provider: string;
  readonly candidate: Candidate;
  /** What it counts as. */
  readonly effort: Effort;
}

/** What a request says of the state it goes on from. Crosses RPC, so it is plain data. */
export interface Kept {
  /** Null: single items are named, and no answer. */
  readonly id: string | null;
  /** Where the request says so. */
  readonly field: string;
  readonly readers: readonly Reader[];
}

export type ToIssuer =
  | {
      readonly kind: 'goes';
      readonly proposal: Proposal;
      readonly route: string;
      /** Whom it is held to; null when any of the candidates will do. */
      readonly model: string | null;
      readonly why: readonly Step[];
    }
  | { readonly kind: 'lost'; readonly field: string; readonly message: string };

interface Wish {
  readonly proposal: Proposal;
  /** The caller names the route: no other may answer. */
  readonly routeNamed: boolean;
  /** The model that last answered the conversation that the client names; null when it names none, or a new or idle one. */
  readonly bound: string | null;
}

export function toIssuer(kept: Kept, issued: Issued | null, wish: Wish): ToIssuer {
  const { proposal } = wish;
  if (proposal.pinned) return asNamed(kept, issued, proposal);
  const provider = issued?.provider ?? providerOf(kept, wish.bound);
  if (provider === null) return kept.id === null ? asProposed(proposal) : lost(kept, UNKNOWN);
  const able = kept.readers.filter((reader) => reader.provider === provider);
  const wished = narrowed(proposal.rungs, able);
  const model = issued?.model ?? wish.bound;
  const first = able.find(({ candidate }) => candidate.model === model) ?? null;
  const hasWished = wished[0]?.effort === proposal.rungs[0].effort;

  // Where the caller fixed more than "auto", it gets that, from whoever of the provider's models can give it.
  const isFixed = wish.routeNamed ? wished.length > 0 : !proposal.automatic && hasWished;
  const isListed = hasWished && wished[0] !== undefined && listed(wished[0], first?.candidate.model) !== null;
  if (isNonEmpty(wished) && (isFixed || isListed || first === null)) {
    const rungs = mapped(wished, (rung) => modelFirst(rung, first?.candidate.model));
    return goes(proposal, rungs, { route: proposal.route, model: first?.candidate.model ?? null, provider });
  }
  if (wish.routeNamed) {
    return lost(kept, `the route "${proposal.route}" has no model of the provider "${provider}", which keeps it`);
  }
  if (first !== null) {
    const effort = issued?.effort ?? first.effort;
    const others = wished.find((rung) => rung.effort === effort)?.candidates ?? [];
    const rest = others.filter((other) => other.model !== first.candidate.model);
    const below = wished.filter((rung) => isBelow(rung.effort, effort));
    const rungs: NonEmpty<Rung> = [{ effort, candidates: [first.candidate, ...rest] }, ...below];
    const route = issued?.route ?? proposal.route;
    return goes(proposal, rungs, { route, model: first.candidate.model, provider });
  }
  const rungs = ladderOf(able, proposal.rungs[0].effort);
  if (isNonEmpty(rungs)) return goes(proposal, rungs, { route: proposal.route, model: null, provider });
  const whom = issued === null ? '' : `the model "${issued.model}", which gave it, and `;
  return lost(kept, `${whom}every other model of the provider "${provider}" cannot answer this request`);
}

/**
 * What a request is read on top of. Where nobody knows, `most` is the most that any of those who could answer would read:
 * a limit of tokens or cost holds that much, since it must not be exceeded for want of news.
 */
export function carried(issued: Issued | null, { rungs }: Proposal): { readonly known: Tokens; readonly most: Tokens } {
  if (issued !== null) return { known: issued.tokens, most: issued.tokens };
  const contexts = rungs.flatMap(({ candidates }) => candidates.map(({ context }) => context ?? LARGEST_CONTEXT));
  return { known: tokens(0), most: tokens(Math.max(...contexts)) };
}

/** No provider reads more at once, whatever the policy leaves unsaid. */
const LARGEST_CONTEXT = 2_000_000;

const UNKNOWN = 'nothing is known here of who gave it, and several providers could have';

function asNamed(kept: Kept, issued: Issued | null, proposal: Proposal): ToIssuer {
  const named = proposal.rungs[0].candidates[0].model;
  const own = kept.readers.find(({ candidate }) => candidate.model === named)?.provider;
  if (issued === null || own === undefined || own === issued.provider) return asProposed(proposal);
  const whose = `it was given by the model "${issued.model}" of the provider "${issued.provider}"`;
  return lost(kept, `${whose}, and "${named}" is of another, "${own}"`);
}

/** The provider that must have it: that of the conversation's model, or the only one that could. */
function providerOf({ readers }: Kept, bound: string | null): string | null {
  const own = readers.find(({ candidate }) => candidate.model === bound)?.provider;
  if (own !== undefined) return own;
  const [only, ...others] = new Set(readers.map(({ provider }) => provider));
  return only !== undefined && others.length === 0 ? only : null;
}

function narrowed(rungs: readonly Rung[], able: readonly Reader[]): readonly Rung[] {
  const names = new Set(able.map(({ candidate }) => candidate.model));
  return rungs.flatMap((rung) => {
    const candidates = rung.candidates.filter(({ model }) => names.has(model));
    return isNonEmpty(candidates) ? [{ effort: rung.effort, candidates }] : [];
  });
}

/** Those who can, by what they count as: the wished effort and those below it, else those above. */
function ladderOf(able: readonly Reader[], wished: Effort): readonly Rung[] {
  const rungs = (['thinking', 'instant', 'mini'] as const).flatMap((effort): readonly Rung[] => {
    const candidates = able.filter((reader) => reader.effort === effort).map(({ candidate }) => candidate);
    return isNonEmpty(candidates) ? [{ effort, candidates }] : [];
  });
  const low = rungs.filter(({ effort }) => effort === wished || isBelow(effort, wished));
  return low.length > 0 ? low : rungs.slice(-1);
}

interface Whither {
  readonly route: string;
  readonly model: string | null;
  readonly provider: string;
}

function goes(proposal: Proposal, rungs: NonEmpty<Rung>, { route, model, provider }: Whither): ToIssuer {
  const [first] = rungs;
  const [was] = proposal.rungs;
  const moves = first.effort !== was.effort || first.candidates[0].model !== was.candidates[0].model;
  const whom = model === null ? `goes to ${first.candidates[0].model}` : `stays with ${model}`;
  const detail = `${whom} of ${route}: ${provider} keeps what the request goes on from`;
  const why: readonly Step[] = moves ? [{ rule: 'session', detail }] : [];
  return { kind: 'goes', proposal: { ...proposal, rungs }, route, model, why };
}

const asProposed = (proposal: Proposal): ToIssuer => ({
  ...{ kind: 'goes', proposal, route: proposal.route, model: null, why: [] },
});

function lost({ id, field }: Kept, because: string): ToIssuer {
  const what = id === null ? 'the items' : `"${id}"`;
  const message = `${field}: ${what} cannot be gone on from: ${because}. Name a model of the provider that gave it, or send the items of the conversation in input.`;
  return { kind: 'lost', field, message };
}

function mapped(rungs: NonEmpty<Rung>, change: (rung: Rung) => Rung): NonEmpty<Rung> {
  const [first, ...rest] = rungs;
  return [change(first), ...rest.map(change)];
}
