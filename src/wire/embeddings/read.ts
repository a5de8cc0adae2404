/**
 * OpenAI Embeddings, request side: body -> Ask. Nothing is written, so there is nothing to route: the request names its
 * model. It is admitted, failed and settled as any other.
 * https://platform.openai.com/docs/api-reference/embeddings/create
 */

import * as z from 'zod';
import { Refusal } from '../../error.ts';
import { once } from '../../once.ts';
import { tokens } from '../../unit.ts';
import type { Ask, Embeddable } from '../ask.ts';
import type { Body } from '../body.ts';
import { readModelWish } from '../chat/read.ts';
import type { AskHeaders } from '../headers.ts';

const tokenSchema = once(() => z.int().nonnegative());

export const embeddingsSchema = once(() =>
  z.looseObject({
    model: z.string().min(1),
    input: z.union([
      z.string().min(1),
      z.array(z.string()).min(1),
      z.array(tokenSchema()).min(1),
      z.array(z.array(tokenSchema()).min(1)).min(1),
    ]),
    dimensions: z.int().positive().nullish(),
    encoding_format: z.string().nullish(),
    user: z.string().nullish(),
  }),
);
type Asked = z.infer<ReturnType<typeof embeddingsSchema>>;

/** Throws Refusal `invalid_request` with the field that cannot be meant. */
export function readEmbeddings(body: Body, { effort }: AskHeaders): Ask {
  const read = embeddingsSchema().safeParse(body.json);
  if (!read.success) throw invalid(read.error);
  const { data } = read;
  const model = readModelWish(data.model);
  if (model.kind !== 'model') {
    throw new Refusal({
      code: 'invalid_request',
      message: `model: "${data.model}" cannot be asked for embeddings, since vectors of different models do not compare. Name the model, as GET /v1/models lists it.`,
      param: 'model',
    });
  }
  return {
    wire: 'embeddings',
    model,
    effort: effort === null ? null : { wish: effort, by: 'header' },
    stream: false,
    wantsUsage: false,
    turns: [{ role: 'user', text: wordsOf(data.input) }],
    needs: [],
    modality: ['text'],
    images: 0,
    inputBytes: body.bytes,
    // Nothing is written, and nothing held for it.
    outputLimit: tokens(0),
    choices: 1,
    heldBy: null,
    user: data.user || null,
    body: data,
    prompt: () => {
      throw new Error('A request for embeddings is no conversation.');
    },
    embeddable: embeddableOf(data),
    forwarded: {},
  };
}

function embeddableOf(asked: Asked): Embeddable {
  const { model: _model, user: _user, input, dimensions, encoding_format: encoding, ...own } = asked;
  const list = typeof input === 'string' ? [input] : input;
  const texts = list.filter((one) => typeof one === 'string');
  return {
    texts: texts.length === list.length ? texts : null,
    dimensions: dimensions ?? null,
    encoding: encoding ?? 'float',
    own,
  };
}

/** Tokens that a client has counted itself stand for words of one character: what matters is how many there are. */
function wordsOf(input: Asked['input']): string {
  if (typeof input === 'string') return input;
  return input
    .map((one) => (typeof one === 'string' ? one : 'a '.repeat(typeof one === 'number' ? 1 : one.length)))
    .join('\n');
}

function invalid(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  const param = issue === undefined || issue.path.length === 0 ? null : issue.path.map(String).join('.');
  const what = issue?.message ?? 'cannot be read';
  const message =
    param === 'input'
      ? 'input: Give a text, a list of texts, a list of tokens or a list of such lists; none of them empty.'
      : `${param ?? 'The request body'}: ${what}.`;
  return new Refusal({ code: 'invalid_request', message, param }, { cause: error });
}
