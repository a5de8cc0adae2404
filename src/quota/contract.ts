/**
 * What the way of a request and the account object say to each other over RPC: plain data in, unions out (an error's class
 * is lost on the way). Quota fails closed: an object that cannot be reached admits nobody.
 */

import type { Decision, DecisionId, Pace, Proposal, Rung, Step } from '../route/decision.ts';
import type { Conversation } from '../route/resumption.ts';
import type { Limit } from '../tenant/policy.ts';
import type { MicroDollars, Milliseconds, NonEmpty, Tokens, UnixMs } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';
import type { ForgottenHere } from './forgetting.ts';
import type { Answer, Pool, Report } from './lending.ts';
import type { Curriculum, Heard, Said, ToLearn } from './lesson.ts';
import type { PolicyMethods } from './policy-contract.ts';
import type { PoolUse } from './pool-use.ts';
import type {
  Acknowledged,
  Batch,
  ReportedDecision,
  ToldDecision,
  UsageQuery,
  UsageReport,
  Used,
} from './reporting.ts';
import type { Slice } from './slice.ts';

/** Whose request it is: what it uses is told to the tenant's object under these. */
export interface Origin {
  readonly tenant: string;
  /** The account's name within the tenant: `user:<name>`, or `key:<id>` where nothing names an end user. */
  readonly user: string;
  /** The key's id. */
  readonly key: string;
}

/** All that one request needs of its account, in one call. */
export interface AdmitRequest {
  readonly origin: Origin;
  readonly proposal: Proposal;
  readonly limits: readonly Limit[];
  /** Limits that the user shares with others; all of one tenant. */
  readonly pooled: readonly PooledLimit[];
  /** At most so many thinking answers among the last 100 automatic requests; null: no cap. */
  readonly thinkingPer100: number | null;
  /**
   * The plan paces itself: thinking is priced in each of `limits` that counts its cost. `usual` is what it usually costs on
   * the tenant's default route; 0: nothing, or nobody knows. Absent: no pacing.
   */
  readonly pace?: { readonly usual: MicroDollars };
  readonly session: Conversation & {
    readonly id: string;
    /** What a binding is good for beside the conversation: the models of the key. JSON. */
    readonly scope: string;
    /** The client named the conversation: it is no other, whatever the request goes on from. */
    readonly named: boolean;
  };
  /** `estimate` is the best guess, `bound` is never below what a provider will count. */
  readonly input: { readonly estimate: Tokens; readonly bound: Tokens };
  /** The client's own cap on each of `choices` answers; null when it set none. */
  readonly output: { readonly limit: Tokens | null; readonly choices: number };
  /**
   * So many candidates may read the request and write of the answer, one after the other or beside each other: what is held
   * covers any of them. Absent: one.
   */
  readonly sharers?: 2 | 3;
  /** A hold that nobody has settled by then is charged in full. */
  readonly holdMs: Milliseconds;
}

/** A limit that is counted by the tenant's object, and lent by it. */
export interface PooledLimit {
  readonly limit: Limit;
  readonly pool: Pool;
  readonly scope: Scope;
}

/** Who shares a limit: all whom one key serves, or all of the tenant. What a key has in all its users may see. */
export type Scope = 'key' | 'tenant';

/**
 * A model that an isolate found to be down, by the isolate's key for it, and until when it is left alone. A hint for other
 * isolates that serve the same account: the object keeps it in memory alone.
 */
export interface Outage {
  readonly key: string;
  readonly until: UnixMs;
}

/** What a limit stands at. `used` and `held` are in the limit's own unit (requests, tokens, micro-dollars). */
export interface LimitState {
  readonly id: string;
  readonly of: Limit['of'];
  readonly effort: Effort | null;
  readonly perMs: Milliseconds;
  readonly max: number;
  readonly used: number;
  readonly held: number;
  /** When the next capacity comes free; null when nothing is used. */
  readonly freesAt: UnixMs | null;
  /** Absent: the user's own. */
  readonly scope?: Scope;
  /** It counts only what the router chose itself. */
  readonly automatic?: true;
}

export type Admission =
  | {
      readonly kind: 'admitted';
      readonly rung: Rung;
      /** The cap to send to the provider for each choice; null when no token or cost limit applies: no cap is sent. */
      readonly outputCap: Tokens | null;
      /** The id of the limit that moved the request down the ladder (`thinkingShare` for the share), else null. */
      readonly degraded: string | null;
      /** A limit of the plan, its share or its pace moved the request: another plan might not have. */
      readonly byPlan?: true;
      /** Absent where thinking was not priced. */
      readonly pace?: Pace;
      readonly session: {
        readonly id: string;
        readonly route: string;
        readonly sticky: boolean;
        readonly switched: boolean;
      };
      /** What is tried is admitted, as proposed. */
      readonly explored?: true;
      /** What was to be tried was not, since the budget for that was spent. */
      readonly unpaid?: true;
      /** Tokens that the request is read on top of, as far as they are known; absent where it brings everything along. */
      readonly carried?: Tokens;
      /** What other isolates found to be down; absent where nothing is known. */
      readonly outages?: readonly Outage[];
      /** The rules that fired in the object, to be added to the decision's own. */
      readonly why: readonly Step[];
      readonly limits: readonly LimitState[];
    }
  | {
      readonly kind: 'refused';
      /** The rung at which the ladder ended. */
      readonly rung: Rung;
      readonly limit: LimitState;
      /** A limit of the plan, its share or its pace refused the request, or moved it to where it was refused. */
      readonly byPlan?: true;
      readonly pace?: Pace;
      readonly why: readonly Step[];
      readonly limits: readonly LimitState[];
    }
  /** Nobody can go on from what the request names: nothing was held. */
  | {
      readonly kind: 'lost';
      readonly field: string;
      readonly message: string;
      /** As proposed. */
      readonly rung: Rung;
      readonly pace?: never;
      readonly why: readonly Step[];
      readonly limits: readonly [];
    };

/** What an answer really used. `estimated` marks counts the provider did not give. */
export interface Usage {
  readonly input: Tokens;
  /** Part of `input` that the provider read from its cache. */
  readonly cachedInput: Tokens;
  /** Part of `input` that the provider wrote to its cache; unknown is undefined, not 0. */
  readonly cacheWrite?: Tokens;
  /** Part of `cacheWrite` that is kept for an hour. */
  readonly cacheWrite1h?: Tokens;
  /** Part of `input` that was audio. */
  readonly audioInput?: Tokens;
  /** Part of `output` that was audio. */
  readonly audioOutput?: Tokens;
  /** Reasoning included. */
  readonly output: Tokens;
  /** Part of `output` that was reasoning; unknown is undefined, not 0. */
  readonly reasoning?: Tokens;
  readonly estimated: boolean;
}

/** What one model is charged for. */
interface Bill {
  readonly model: string;
  readonly usage: Usage;
  readonly cost: MicroDollars;
}

interface Concluded {
  readonly origin: Origin;
  readonly decision: Decision;
  /** What this request found to be down. */
  readonly outages?: readonly Outage[];
  /** What can be learned of it, and by which rules; absent where nothing is. */
  readonly learnable?: ToLearn;
  /** As JSON, the same for every request under a policy and looked into by the learner alone; a Worker of before sends the object. */
  readonly curriculum?: string | Curriculum;
}

export type Settlement =
  /** A provider did work. `model` is the one that answered; `cost` is priced by the caller, who has the policy. */
  | (Concluded & {
      readonly kind: 'charge';
      readonly usage: Usage;
      readonly cost: MicroDollars;
      /** Whose work it was: they add up to `usage` and `cost`. */
      readonly bills: NonEmpty<Bill>;
      /** What the provider keeps of it, by its own names: a later request may go on from there. */
      readonly issued?: { readonly ids: readonly string[]; readonly provider: string };
    })
  /** No provider answered: nothing is counted and nothing charged. */
  | (Concluded & { readonly kind: 'release' })
  /** Whoever asked to be admitted heard no answer and calls nobody: there is no decision, and what may be held is freed. */
  | (Pick<Concluded, 'outages'> & { readonly kind: 'withdraw' });

/** `already` when the hold was settled before, by whichever came first: the caller then changes nothing. */
export type SettleResult = { readonly kind: 'settled' } | { readonly kind: 'already' };

/** How an account stands at this moment. */
export interface AccountStanding {
  readonly limits: readonly LimitState[];
  /** Requests that are on their way. */
  readonly holds: number;
  /** How many of the last decisions it can still be asked for. */
  readonly decisions: number;
  /** What the tenant's object has not acknowledged yet. */
  readonly unreported: Used;
}

/** What the account object offers; the class implements it. */
export interface AccountMethods {
  admit(request: AdmitRequest): Admission;
  /** As `admit`, for a request under limits that are shared: what the account lacks it borrows. Throws when it cannot ask. */
  admitPooled(request: AdmitRequest): Promise<Admission>;
  /** As `admit`, for a request that goes on from an answer: it waits, a moment at most, for one that may be about to be settled. */
  admitNext(request: AdmitRequest): Promise<Admission>;
  /** The same answer as `admit`, and nothing is changed. */
  peek(request: AdmitRequest): Admission;
  settle(id: DecisionId, settlement: Settlement): SettleResult;
  /** Something is said of a decision: kept, and told to the learner behind the answer. */
  feedback(id: DecisionId, said: Said, curriculum: Curriculum): Heard;
  usage(limits: readonly Limit[]): LimitState[];
  /** And those that the user shares with others. Throws when the lender cannot be asked. */
  usageShared(pooled: readonly PooledLimit[]): Promise<LimitState[]>;
  /** What stands of these pools here, by key: null for one of which nothing was lent. Changes nothing. */
  slices(pools: readonly string[]): (Slice | null)[];
  /** The last decisions, newest first. */
  decisions(count: number): ToldDecision[];
  /** How the account stands, for whoever administers its tenant. */
  standing(limits: readonly Limit[]): AccountStanding;
  /** Forgets the user, but for what limits have counted. What it was telling the learner is told when it answers. */
  forget(): Promise<ForgottenHere>;
  /** Gives back what lies idle of a slice, and says what stands; null for a pool it has nothing of. */
  giveBack(pool: string): Report | null;
}

/** The same over RPC: the runtime's own mapped type forgets that a list is not empty. */
export type AccountStub = {
  readonly [Name in keyof AccountMethods]: (
    ...args: Parameters<AccountMethods[Name]>
  ) => Promise<Awaited<ReturnType<AccountMethods[Name]>>>;
};

export interface AccountNamespace {
  getByName(name: string): AccountStub;
}

/** Accounts by the id that they know themselves by. */
export interface AccountsById {
  idFromString(id: string): DurableObjectId;
  get(id: DurableObjectId): AccountStub;
}

/** A pool, and what an account says of it. */
export interface Asked {
  readonly pool: Pool;
  readonly report: Report;
}

/** What a tenant's object offers to account objects, and to the admin API. */
export interface TenantMethods extends PolicyMethods {
  /** `account` is the object's id as a string. Answers in the order asked. */
  lend(account: string, asked: readonly Asked[]): Promise<Answer[]>;
  /** Counts a batch, once however often it comes. */
  report(batch: Batch): Acknowledged;
  usage(query: UsageQuery): UsageReport;
  /** The last decisions of all accounts that have been told, newest first. */
  decisions(count: number): ReportedDecision[];
  /** Forgets the decisions of a user, whom `Origin` names, those of a report yet to come included: how many there were. */
  forget(user: string, untold: Pick<Batch, 'life' | 'seq'> | null): number;
  /** What these pools stand at for those who share them. In the order asked. */
  uses(pools: readonly Pool[]): Promise<PoolUse[]>;
}

export interface TenantNamespace {
  getByName(name: string): {
    readonly [Name in keyof TenantMethods]: (
      ...args: Parameters<TenantMethods[Name]>
    ) => Promise<Awaited<ReturnType<TenantMethods[Name]>>>;
  };
}
