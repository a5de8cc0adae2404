/**
 * Amazon Bedrock, by Converse and ConverseStream. No client speaks it: every request is written from its Prompt.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html
 */

import type { Model, Provider } from '../../tenant/policy.ts';
import type { Call, Dialect, Order, Target } from '../contract.ts';
import { outputCapOf } from '../output-cap.ts';
import { thoughtOf, wishedInVain } from '../thought.ts';
import { BETA_HEADER, betasOf } from './betas.ts';
import { readCredentials } from './credentials.ts';
import { bedrockReader, readWholeBedrock } from './reader.ts';
import { bedrockLacks, bedrockRequest } from './request.ts';
import { sign } from './sign.ts';

export const bedrockDialect: Dialect = {
  speaks: null,
  verbatim: false,
  framing: 'aws-event-stream',
  lacks: (prompt, { id }) => bedrockLacks(prompt, id),
  call: buildCall,
  reader: bedrockReader,
  readWhole: readWholeBedrock,
};

/** What no call can be made of, as the end of a sentence that shows no secret; null when all is well. */
export function bedrockUnfit({ id, provider }: Model, secret: string | null): string | null {
  // As a segment of a path these are not themselves: every URL parser takes them for a step upwards, encoded or not.
  if (id === '.' || id === '..') return `the model id "${id}" is not one of Bedrock's`;
  if (secret === null || readCredentials(secret) !== null) return null;
  return `the secret ${provider.key} holds neither ACCESS_KEY_ID:SECRET[:SESSION] nor an API key of Bedrock's; set it anew`;
}

async function buildCall(target: Target, order: Order): Promise<Call> {
  const { model, secret } = target;
  const { stream } = order.ask;
  const prompt = order.ask.prompt();
  const thought = thoughtOf(target, order, prompt);
  const limit = outputCapOf(target, order);
  const written = bedrockRequest(prompt, { id: model.id, limit, thought, stream });
  const betas = betasOf(order.ask, model.id);
  const body = JSON.stringify(withFields(written.body, betas.fields));
  const dropped = betas.areAll ? written.dropped.filter((name) => name !== BETA_HEADER) : written.dropped;
  const { provider, id } = model;
  const url = `${baseUrlOf(provider)}/model/${encodeURIComponent(id)}/converse${stream ? '-stream' : ''}`;
  const headers = {
    'content-type': 'application/json',
    accept: stream ? 'application/vnd.amazon.eventstream' : 'application/json',
  };
  const unfit = bedrockUnfit(model, secret);
  if (unfit !== null) throw new Error(`The model "${model.name}" cannot be called: ${unfit}.`);
  const credentials = secret === null ? null : readCredentials(secret);
  const signed =
    credentials === null ? headers : await sign(credentials, { url, region: regionOf(provider), headers, body });
  return { url, headers: signed, body, dropped: [...dropped, ...wishedInVain(target, order, prompt)] };
}

function withFields<Body extends { readonly additionalModelRequestFields?: object }>(body: Body, fields: object): Body {
  if (Object.keys(fields).length === 0) return body;
  return { ...body, additionalModelRequestFields: { ...body.additionalModelRequestFields, ...fields } };
}

/** The schema demands a region of every provider of this kind, and lets nothing else into it. */
const regionOf = ({ region }: Provider): string => region ?? 'us-east-1';

function baseUrlOf(provider: Provider): string {
  const region = regionOf(provider);
  // China's regions are under a name of their own.
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return provider.baseUrl ?? `https://bedrock-runtime.${region}.${suffix}`;
}
