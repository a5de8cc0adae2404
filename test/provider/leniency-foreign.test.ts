/** What a wrong field spoils in the answers of those whose format no client speaks (see `spoils.ts`). */

import { bedrockEmbeddings } from '../../src/provider/amazon-bedrock/embeddings.ts';
import { bedrockReader, readWholeBedrock } from '../../src/provider/amazon-bedrock/reader.ts';
import { cohereReader, readWholeCohere } from '../../src/provider/cohere/reader.ts';
import { googleReader } from '../../src/provider/google/reader.ts';
import { workersAiDialect } from '../../src/provider/workers-ai/dialect.ts';
import { orderOf, targetOf } from '../support/order.ts';
import { alone, check, streamed } from './spoils.ts';

const URL = 'https://a.example';
const bedrock = targetOf('amazon-bedrock', { id: 'anthropic.claude-sonnet-4' }, { region: 'us-east-1' });
const workersAi = targetOf('workers-ai', { id: '@cf/meta/llama-3.1-8b-instruct' });
const BEDROCK_CITED = { title: 'A', sourceContent: [{ text: 'b' }], location: { web: { url: URL } } };
const FAULT = { errors: [{ message: 'AiError: 3040: full', code: 3040 }] };
const TITAN = { embedding: [0.5, 1], inputTextTokenCount: 3 };

check(
  'an answer of Gemini’s',
  streamed(googleReader),
  {
    candidates: [
      {
        content: { parts: [{ text: 'Hi', thought: true, thoughtSignature: 's' }, { functionCall: { name: 'f' } }] },
        finishReason: 'STOP',
        groundingMetadata: {
          groundingChunks: [{ web: { uri: URL, title: 'A' } }],
          groundingSupports: [{ segment: { text: 's' }, groundingChunkIndices: [0] }],
        },
        citationMetadata: { citations: [{ uri: `${URL}/b` }] },
      },
    ],
    usageMetadata: {
      ...{ promptTokenCount: 3, candidatesTokenCount: 4 },
      promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 2 }],
    },
    ...{ modelVersion: 'g', responseId: 'r' },
  },
  [
    ...alone('text', 'modelVersion', 'responseId', 'candidates.0.finishReason', 'candidates.0.content.parts.0.text'),
    ...alone('flag', 'candidates.0.content.parts.0.thought'),
    ...alone('object', 'candidates.0.content', 'candidates.0.content.parts.1.functionCall'),
    ...alone('list', 'candidates.0.groundingMetadata.groundingChunks', 'usageMetadata.promptTokensDetails'),
    ['candidates.0.content.parts.0', 'object', 'candidates.0.content.parts'],
    ['candidates.0.content.parts.1.functionCall.name', 'text', 'candidates.0.content.parts.1.functionCall'],
    [
      'candidates.0.groundingMetadata.groundingChunks.0.web.title',
      'text',
      'candidates.0.groundingMetadata.groundingChunks.0.web',
    ],
    [
      'candidates.0.groundingMetadata.groundingSupports.0.groundingChunkIndices.0',
      'number',
      'candidates.0.groundingMetadata.groundingSupports',
    ],
    ['candidates.0.citationMetadata.citations.0.uri', 'text', 'candidates.0.citationMetadata'],
    ['usageMetadata.promptTokensDetails.0.tokenCount', 'count', 'usageMetadata.promptTokensDetails'],
    ['usageMetadata.candidatesTokenCount', 'count', 'usageMetadata'],
    ['usageMetadata.promptTokenCount', 'count', 'usageMetadata'],
    ['candidates.0', 'object', ''],
    ['candidates', 'list', ''],
  ],
);

const COHERE = { input_tokens: 3, output_tokens: 4 };
check(
  'an answer of Cohere’s',
  readWholeCohere,
  {
    ...{ id: 'i', finish_reason: 'MAX_TOKENS' },
    message: {
      content: [{ text: 'Hi', thinking: 'Hm' }],
      tool_plan: 'p',
      tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"a":1}' } }],
      citations: [{ text: 'H', sources: [{ document: { url: URL } }] }],
    },
    usage: { billed_units: COHERE, tokens: { ...COHERE, input_tokens: 9 } },
  },
  [
    ...alone('text', 'id', 'message.tool_plan', 'message.content.0.text', 'message.tool_calls.0.function.arguments'),
    ...alone('object', 'message.tool_calls.0.function', 'usage', 'usage.billed_units'),
    ...alone('list', 'message.citations.0.sources'),
    ['message.content.0', 'object', 'message.content'],
    ['usage.billed_units.output_tokens', 'count', 'usage.billed_units'],
  ],
);
check(
  'a piece of Cohere’s',
  streamed(cohereReader),
  { type: 'content-delta', delta: { message: { content: { text: 'a' } } } },
  [...alone('object', 'delta', 'delta.message'), ['delta.message.content.text', 'text', 'delta.message.content']],
);
check(
  'a piece of Bedrock’s',
  streamed(() => bedrockReader(bedrock), 'contentBlockDelta'),
  {
    delta: {
      text: 'a',
      reasoningContent: { text: 'r', signature: 's' },
      toolUse: { toolUseId: 't', name: 'f', input: '{}' },
    },
  },
  [
    ...alone('text', 'delta.text', 'delta.reasoningContent.signature', 'delta.toolUse.toolUseId', 'delta.toolUse.name'),
    ...alone('object', 'delta', 'delta.reasoningContent', 'delta.toolUse'),
  ],
);

check(
  'the end of Bedrock’s',
  (data) => readWholeBedrock(data, bedrock),
  {
    output: { message: { content: [{ citationsContent: { content: [{ text: 'c' }], citations: [BEDROCK_CITED] } }] } },
    ...{ stopReason: 'max_tokens', additionalModelResponseFields: { delta: { stop_sequence: 's' } } },
    usage: { inputTokens: 3, outputTokens: 4, cacheReadInputTokens: 1, cacheDetails: [{ ttl: '1h', inputTokens: 2 }] },
  },
  [
    ...alone('text', 'stopReason', 'additionalModelResponseFields.delta.stop_sequence', 'usage.cacheDetails.0.ttl'),
    ...alone('text', 'output.message.content.0.citationsContent.citations.0.title'),
    ...alone('count', 'usage.cacheReadInputTokens', 'usage.cacheDetails.0.inputTokens'),
    ...alone('list', 'usage.cacheDetails', 'output.message.content.0.citationsContent.content'),
    [
      'output.message.content.0.citationsContent.content.0',
      'object',
      'output.message.content.0.citationsContent.content',
    ],
    ['usage.inputTokens', 'count', 'usage'],
    ['output.message.content.0', 'object', ''],
    ['output.message.content', 'list', ''],
    ['output.message', 'object', ''],
    ['output', 'object', ''],
  ],
);

check(
  'a piece of Workers AI’s',
  streamed(() => workersAiDialect.reader(workersAi, orderOf())),
  {
    response: 'a',
    tool_calls: [{ id: 'c', index: 3, name: 'f', arguments: '{}' }],
    usage: { prompt_tokens: 1, completion_tokens: 2 },
  },
  [
    ...alone('text', 'tool_calls.0.id', 'tool_calls.0.name'),
    ...alone('list', 'tool_calls'),
    ['tool_calls.0', 'object', 'tool_calls'],
    ['usage.prompt_tokens', 'count', 'usage'],
  ],
);

check(
  'a fault of Workers AI',
  streamed(() => workersAiDialect.reader(workersAi, orderOf())),
  FAULT,
  [
    ['errors.0.message', 'text', 'errors'],
    ['errors', 'list', 'errors'],
  ],
);

check('Titan’s vector', (data) => bedrockEmbeddings.readWhole(data, bedrock, orderOf()), TITAN, [
  ...alone('count', 'inputTextTokenCount'),
  ['embedding.0', 'number', ''],
  ['embedding', 'list', ''],
]);
