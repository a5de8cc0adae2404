/**
 * A Prompt -> the body of a Converse, and the fields of the client's request that it has no word for.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */

import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import type { Thought } from '../../tenant/policy.ts';
import type { AssistantContent, Format, Prompt, UserContent } from '../../wire/prompt.ts';
import { claudeModel } from '../anthropic/models.ts';
import { outputSchema } from '../anthropic/schema.ts';
import { type Place, unmarked } from '../cache-marks.ts';
import { detailsOf } from '../details.ts';
import { type Family, familyOf, writesBySchema } from './family.ts';
import { unsendable, type Wired } from './media.ts';
import { bedrockMessages, systemBlocks } from './messages.ts';
import { sampled } from './sampling.ts';
import { bedrockThinking } from './thinking.ts';
import { callsBefore, declaredTools } from './tools.ts';

type Body = Wired<Omit<ConverseRequest, 'modelId' | 'toolConfig' | 'additionalModelRequestFields'>> & {
  readonly toolConfig?: object;
  readonly additionalModelRequestFields?: Readonly<Record<string, unknown>>;
};

interface Wanted {
  readonly id: string;
  /** The client's cap, or the ledger's; null: neither has one. */
  readonly limit: number | null;
  readonly thought: Thought | null;
  readonly stream: boolean;
}

export function bedrockRequest(
  prompt: Prompt,
  { id, limit: cap, thought, stream }: Wanted,
): { readonly body: Body; readonly dropped: readonly string[] } {
  const family = familyOf(id);
  const limit = cap === null || family.name !== 'claude' ? cap : Math.min(cap, claudeModel(id).maxOutput);
  const messages = bedrockMessages(prompt, id, family);
  const forced = prompt.tools.length > 0 && isForced(prompt);
  const isBound = forced || messages.at(-1)?.role === 'assistant';
  const { fields: thinking, thinks } = bedrockThinking(prompt, { id, family, limit, thought, isBound });
  const drawn = sampled(prompt, id, family, thinks);
  const tools = declaredTools(prompt, family);
  const { words, output } = formatted(prompt.format, id);
  const system = [...systemBlocks(prompt, family), ...words];
  const inferenceConfig = { ...(limit === null ? {} : { maxTokens: limit }), ...drawn.inference };
  const config = { ...Object(thinking['output_config']), ...output };
  const more = {
    ...drawn.fields,
    ...tools.fields,
    ...thinking,
    ...(Object.keys(config).length === 0 ? {} : { output_config: config }),
  };
  return {
    body: {
      messages,
      ...(system.length === 0 ? {} : { system }),
      ...(Object.keys(inferenceConfig).length === 0 ? {} : { inferenceConfig }),
      ...(tools.toolConfig === null ? {} : { toolConfig: tools.toolConfig }),
      ...(Object.keys(more).length === 0 ? {} : { additionalModelRequestFields: more }),
      // Which of the client's sequences it came to: a field of Claude's that Converse leaves out otherwise.
      ...(family.name === 'claude' && prompt.sampling.stop.length > 0
        ? { additionalModelResponseFieldPaths: [stream ? '/delta/stop_sequence' : '/stop_sequence'] }
        : {}),
    },
    dropped: [...prompt.unsaid, ...drawn.dropped, ...unheard(prompt, family)],
  };
}

/** What a prompt holds that cannot be sent to this model. */
export function bedrockLacks(prompt: Prompt, id: string): readonly string[] {
  const { messages, tools, toolChoice, sampling } = prompt;
  const family = familyOf(id);
  const parts = messages.flatMap((message): readonly (UserContent | AssistantContent)[] =>
    message.role === 'tool' ? message.content.flatMap(({ content }) => content) : message.content,
  );
  const media = parts.flatMap((part) => {
    if (part.kind === 'audio') return ['sound in a message'];
    const why = part.kind === 'image' || part.kind === 'file' ? unsendable(part.kind, part.source) : null;
    return why === null ? [] : [why];
  });
  const isClaude = family.name === 'claude';
  const mustCall = tools.length > 0 && isForced(prompt) && isClaude && !claudeModel(id).forcedTool;
  const mayNot = tools.length > 0 && toolChoice?.kind === 'none' && !isClaude && callsBefore(prompt);
  return [
    ...new Set(media),
    ...(mustCall ? ['a tool that must be called'] : []),
    ...(mayNot ? ['tools that may not be called again'] : []),
    ...(sampling.stop.length > 0 && !family.takesStops ? ['stop sequences'] : []),
    ...(isClaude && sampling.stop.some((one) => one.trim() === '') ? ['a stop sequence of white space alone'] : []),
  ];
}

const isForced = ({ toolChoice }: Prompt): boolean => toolChoice?.kind === 'required' || toolChoice?.kind === 'tool';

/** By a schema where Bedrock holds the model to one, and in words elsewhere. */
function formatted(format: Format, id: string): { words: readonly { text: string }[]; output: object } {
  if (format.kind === 'text') return { words: [], output: {} };
  if (format.kind === 'json')
    return { words: [{ text: 'Answer with one JSON object and with nothing else.' }], output: {} };
  if (writesBySchema(id)) {
    return {
      words: [],
      output: { format: { type: 'json_schema', schema: outputSchema(format.schema, format.description) } },
    };
  }
  const schema = JSON.stringify(format.schema);
  const text = `Answer with JSON alone, without a fence, and with such as this JSON Schema describes: ${schema}`;
  return { words: [{ text }], output: {} };
}

/** Where a cache point may stand. */
const MARKED: Readonly<Record<Family['caches'], readonly Place[]>> = {
  none: [],
  messages: ['words', 'said', 'media', 'calls', 'results'],
  all: ['words', 'said', 'media', 'calls', 'results', 'tools'],
};

/** Fields that have no word here and change nothing of what is meant. */
function unheard(prompt: Prompt, { name, caches }: Family): readonly string[] {
  const { messages, tools, parallelCalls } = prompt;
  const isClaude = name === 'claude';
  const named = messages.some((message) => message.role === 'user' && message.name !== null);
  return [
    ...(parallelCalls === false && tools.length > 0 && !isClaude ? ['parallel_tool_calls'] : []),
    ...(tools.some(({ strict }) => strict === true) ? ['tools.strict'] : []),
    ...(detailsOf(prompt).length > 0 ? ['messages.image_url.detail'] : []),
    ...(named ? ['messages.name'] : []),
    ...unmarked(prompt, MARKED[caches]),
  ];
}
