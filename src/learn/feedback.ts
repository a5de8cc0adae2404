/**
 * THE WAY OF A FEEDBACK (`POST /v1/feedback`, CONTRACT §6): authenticate -> read the body -> find what `switchedTo` names ->
 * one call to the account that made the decision -> 202. Whoever learns from it is told behind the answer.
 *
 * Only who made a decision may rate it: an account knows its own decisions and no other, so that what is another user's or
 * another tenant's is as unknown as what never was.
 */

import * as z from 'zod';
import { clock, type Door, recognise } from '../approach.ts';
import { curriculumOf } from '../curriculum.ts';
import { Refusal } from '../error.ts';
import { once } from '../once.ts';
import { AccountClient } from '../quota/client.ts';
import type { Feedback, Heard, Said } from '../quota/lesson.ts';
import type { DecisionId } from '../route/decision.ts';
import { endUser } from '../tenant/caller.ts';
import { MAX_USER_CHARACTERS } from '../tenant/key.ts';
import type { Policy } from '../tenant/policy.ts';
import { parseWith } from '../tenant/problem.ts';
import { type Bounds, readBody } from '../wire/body.ts';
import { readHeaders } from '../wire/headers.ts';
import { switchedTo } from './switched-to.ts';

const MAX_COMMENT_CHARACTERS = 4096;
const MAX_NAME_CHARACTERS = 512;

const FIELDS = ['rating', 'correct', 'switchedTo', 'regenerated', 'abandoned'] as const satisfies (keyof Feedback)[];

export const feedbackSchema = once(() =>
  z
    .strictObject({
      decision: z.string().min(1).max(256).describe('the id in x-signalbox-decision'),
      rating: z.number().min(-1).max(1).optional().describe('-1 (bad) to 1 (good)'),
      correct: z.boolean().optional().describe('measured, not felt'),
      switchedTo: z
        .string()
        .min(1)
        .max(MAX_NAME_CHARACTERS)
        .optional()
        .describe(
          'the model, effort or route that was taken instead, by its name: a model is meant first, then an effort',
        ),
      regenerated: z.boolean().optional().describe('the answer was asked for again'),
      abandoned: z.boolean().optional().describe('the answer was left'),
      comment: z.string().max(MAX_COMMENT_CHARACTERS).optional().describe('taken, and kept nowhere'),
      user: z
        .string()
        .min(1)
        .max(MAX_USER_CHARACTERS)
        .optional()
        .describe('the end user, where neither key nor header says'),
    })
    .refine(({ decision: _, user: __, ...said }) => Object.values(said).some((value) => value !== undefined), {
      message: `Nothing is said of the decision. Send at least one of ${FIELDS.join(', ')}.`,
    }),
);

const names = once(() => z.array(z.enum(FIELDS)));

export const heardSchema = once(() =>
  z.object({
    decision: z.string(),
    accepted: names().describe('said for the first time'),
    already: names().describe('said before in the same words: it counts once'),
    corrected: names().describe('said before in other words: the last stand'),
    notKept: z.array(z.string()).describe('`comment`, and all of it where nothing can be learned from the decision'),
  }),
);

const BODY: Bounds = {
  bytes: 32 * 1024,
  tooLarge: 'A feedback is {"decision": "dec_…", "rating": 1} and no longer than 32768 bytes.',
  notJson: 'A feedback is one JSON object: {"decision": "dec_…", "rating": 1}.',
};

export async function serveFeedback(request: Request, door: Door): Promise<Response> {
  const { key, policy } = await recognise(request.headers, door, clock());
  const { decision, user: bodyUser = null, comment, ...feedback } = readFeedback((await readBody(request, BODY)).json);
  const said = saidOf(feedback, policy);
  const user = endUser({ key, headerUser: readHeaders(request.headers).user, bodyUser });
  const heard = isDecisionId(decision)
    ? await new AccountClient(door.env.accounts, user).feedback(decision, said, curriculumOf(policy))
    : UNKNOWN;
  if (heard.kind === 'unknown') throw unknown();
  const given = FIELDS.filter((field) => feedback[field] !== undefined);
  const { accepted, already, corrected } = heard.kind === 'heard' ? heard : NOTHING;
  const unheard = heard.kind === 'heard' ? [] : given;
  const outcome = {
    accepted,
    already,
    corrected,
    notKept: [...unheard, ...(comment === undefined ? [] : ['comment'])],
  };
  console.log(
    JSON.stringify({ event: 'feedback', tenant: policy.tenant, keyId: key.id, decision, ...feedback, ...outcome }),
  );
  return Response.json({ decision, ...outcome }, { status: 202 });
}

type Read = Feedback & { readonly decision: string; readonly user?: string; readonly comment?: string };

/** Throws Refusal `invalid_request`: which field, what is wrong, how to mend it. */
function readFeedback(json: unknown): Read {
  const read = parseWith(feedbackSchema(), json);
  if (read.ok) return definedOf(read.value);
  const [first] = read.problems;
  const param = first?.path === '' ? null : (first?.path ?? null);
  throw new Refusal({
    code: 'invalid_request',
    message: param === null ? (first?.message ?? BODY.notJson) : `${param}: ${first?.message}`,
    param,
  });
}

/** Nothing that was left out stands as undefined. */
function definedOf({
  decision,
  rating,
  correct,
  switchedTo,
  regenerated,
  abandoned,
  comment,
  user,
}: z.infer<ReturnType<typeof feedbackSchema>>): Read {
  return {
    decision,
    ...(rating === undefined ? {} : { rating }),
    ...(correct === undefined ? {} : { correct }),
    ...(switchedTo === undefined ? {} : { switchedTo }),
    ...(regenerated === undefined ? {} : { regenerated }),
    ...(abandoned === undefined ? {} : { abandoned }),
    ...(comment === undefined ? {} : { comment }),
    ...(user === undefined ? {} : { user }),
  };
}

function saidOf(feedback: Feedback, policy: Policy): Said {
  if (feedback.switchedTo === undefined) return { feedback };
  const switched = switchedTo(feedback.switchedTo, policy);
  if (switched == null) throw noSuchName(policy);
  return { feedback, switched };
}

function noSuchName({ models, routes }: Policy): Refusal {
  const message = `switchedTo: This policy has no such model, effort or route. Models: ${listed(models.keys())}. Efforts: thinking, instant, mini. Routes: ${listed(routes.keys())}.`;
  return new Refusal({ code: 'invalid_request', message, param: 'switchedTo' });
}

/** The first names of a list, as an error can bear them. */
function listed(names: Iterable<string>): string {
  const all = [...names];
  return all.length > 10 ? `${all.slice(0, 10).join(', ')} and ${all.length - 10} more` : all.join(', ');
}

const NOTHING = { accepted: [], already: [], corrected: [] };
const UNKNOWN: Heard = { kind: 'unknown' };

const isDecisionId = (id: string): id is DecisionId => id.startsWith('dec_');

/** The same words for all, so that nobody learns what others decided. */
function unknown(): Refusal {
  const message =
    'This user has no such decision among its last 50 of the last 24 hours. Send the id of x-signalbox-decision with the key of the request, and name the user as the request did (x-signalbox-user).';
  return new Refusal({ code: 'not_found', message, param: 'decision' });
}
