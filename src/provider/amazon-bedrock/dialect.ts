/**
 * Amazon Bedrock, by Converse and ConverseStream. No client speaks it: every request is written from its Prompt.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html
 */

import type { Call, Dialect, Order, Target } from '../contract.ts';
import { outputCapOf } from '../output-cap.ts';
import { thoughtOf, wishedInVain } from '../thought.ts';
import { BETA_HEADER, betasOf } from './betas.ts';
import { invocation } from './invocation.ts';
import { bedrockReader, readWholeBedrock } from './reader.ts';
import { bedrockLacks, bedrockRequest } from './request.ts';
import { takesThought } from './thinking.ts';

export const bedrockDialect: Dialect = {
  speaks: null,
  verbatim: false,
  framing: 'aws-event-stream',
  lacks: (prompt, { id }) => bedrockLacks(prompt, id),
  call: buildCall,
  reader: bedrockReader,
  readWhole: readWholeBedrock,
};

async function buildCall(target: Target, order: Order): Promise<Call> {
  const { model } = target;
  const { stream } = order.ask;
  const prompt = order.ask.prompt();
  const thought = thoughtOf(target, order, prompt);
  const limit = outputCapOf(target, order);
  const written = bedrockRequest(prompt, { id: model.id, limit, thought, stream });
  const betas = betasOf(order.ask, model.id);
  const body = JSON.stringify(withFields(written.body, betas.fields));
  const dropped = betas.areAll ? written.dropped.filter((name) => name !== BETA_HEADER) : written.dropped;
  const method = stream ? 'converse-stream' : 'converse';
  return {
    ...(await invocation(target, method, body)),
    dropped: [...dropped, ...wishedInVain(target, order, prompt, takesThought(model.id))],
  };
}

function withFields<Body extends { readonly additionalModelRequestFields?: object }>(body: Body, fields: object): Body {
  if (Object.keys(fields).length === 0) return body;
  return { ...body, additionalModelRequestFields: { ...body.additionalModelRequestFields, ...fields } };
}
