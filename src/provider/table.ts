/**
 * Provider kinds as data. A kind that speaks a dialect we have is a row here and nothing more; a kind without a row is
 * accepted in a policy, warned about, and passed over as a candidate.
 */

import type { Provider, ProviderKind } from '../tenant/policy.ts';
import type { Ask, WireName } from '../wire/ask.ts';
import { bedrockDialect } from './amazon-bedrock/dialect.ts';
import { bedrockEmbeddings } from './amazon-bedrock/embeddings.ts';
import { bedrockUnfit } from './amazon-bedrock/invocation.ts';
import { countCall } from './anthropic/count.ts';
import { anthropicDialect } from './anthropic/dialect.ts';
import { cohereDialect } from './cohere/dialect.ts';
import { cohereEmbeddings } from './cohere/embeddings.ts';
import type { Call, Dialect, Target } from './contract.ts';
import { googleDialect } from './google/dialect.ts';
import { googleEmbeddings } from './google/embeddings.ts';
import { chatDialect } from './openai-chat/dialect.ts';
import { embeddingsDialect } from './openai-chat/embeddings.ts';
import type { ChatRow } from './openai-chat/row.ts';
import {
  AZURE,
  CEREBRAS,
  COMPATIBLE,
  DEEPSEEK,
  FIREWORKS,
  GROQ,
  MISTRAL,
  OPENAI,
  OPENROUTER,
  PERPLEXITY,
  TOGETHER,
  XAI,
} from './openai-chat/rows.ts';
import { responsesDialect } from './openai-responses/dialect.ts';
import { GEMINI, LETTERS } from './tool-name.ts';
import { withFittingNames } from './with-fitting-names.ts';
import { workersAiDialect } from './workers-ai/dialect.ts';
import { workersAiEmbeddings } from './workers-ai/embeddings.ts';

interface Row {
  /** A provider may have an endpoint for several wires: the client's own is preferred. */
  readonly dialect: (wire: WireName) => Dialect;
  /** `loopback` answers inside the Worker; `https` calls out; `workers-ai` asks the binding AI. */
  readonly transport: 'https' | 'loopback' | 'workers-ai';
  /** Of a provider that counts a prompt's tokens itself, in the terms of the wire `messages`. */
  readonly count?: (target: Target, ask: Ask) => Call;
  /** Why no call can be made with what the policy says of the provider and the secret holds, as the end of a sentence; null when one can. */
  readonly unfit?: (provider: Provider, secret: string | null) => string | null;
}

function chat(row: ChatRow): Row {
  const dialect = withFittingNames(chatDialect(row), LETTERS);
  return { dialect: embedding(dialect, row.embeds ? embeddingsDialect(row) : dialect), transport: 'https' };
}

function embedding(dialect: Dialect, embeddings: Dialect): Row['dialect'] {
  return (wire) => (wire === 'embeddings' ? embeddings : dialect);
}

/** Its models have an endpoint for each wire of its own. */
function openai(row: ChatRow): Row {
  const { dialect } = chat(row);
  const responses = responsesDialect(row);
  return { dialect: (wire) => (wire === 'responses' ? responses : dialect(wire)), transport: 'https' };
}

const anthropic = withFittingNames(anthropicDialect, LETTERS);
const bedrock = withFittingNames(bedrockDialect, LETTERS);
const cohere = withFittingNames(cohereDialect, LETTERS);
const google = withFittingNames(googleDialect, GEMINI);
const workersAi = withFittingNames(workersAiDialect, LETTERS);

const TABLE: Readonly<Partial<Record<ProviderKind, Row>>> = {
  openai: openai(OPENAI),
  'openai-compatible': chat({ ...COMPATIBLE, takesAnyThought: true }),
  anthropic: { dialect: () => anthropic, transport: 'https', count: countCall },
  'azure-openai': chat(AZURE),
  mistral: chat(MISTRAL),
  groq: chat(GROQ),
  deepseek: chat(DEEPSEEK),
  xai: chat(XAI),
  openrouter: chat(OPENROUTER),
  together: chat(TOGETHER),
  fireworks: chat(FIREWORKS),
  perplexity: chat(PERPLEXITY),
  cerebras: chat(CEREBRAS),
  google: { dialect: embedding(google, googleEmbeddings), transport: 'https' },
  'amazon-bedrock': { dialect: embedding(bedrock, bedrockEmbeddings), transport: 'https', unfit: bedrockUnfit },
  cohere: { dialect: embedding(cohere, cohereEmbeddings), transport: 'https' },
  'workers-ai': { dialect: embedding(workersAi, workersAiEmbeddings), transport: 'workers-ai' },
  loopback: { ...chat({ ...COMPATIBLE, embeds: false }), transport: 'loopback' },
};

export const rowOf = (kind: ProviderKind): Row | undefined => TABLE[kind];
