/** A Prompt -> the body of a message, and the fields of the client's request that Anthropic has no word for. */

import type {
  MessageCreateParamsBase,
  ToolChoice as SentChoice,
  Tool as SentTool,
} from '@anthropic-ai/sdk/resources/messages';
import type { Thought } from '../../tenant/policy.ts';
import type { AssistantContent, Message, Prompt, Tool, UserContent } from '../../wire/prompt.ts';
import { detailsOf } from '../details.ts';
import { levelOf } from '../thought.ts';
import { unsendable } from './media.ts';
import { anthropicMessages, markOf, systemBlocks } from './messages.ts';
import type { ClaudeModel } from './models.ts';
import { outputSchema } from './schema.ts';
import { isThinking, thinkingOf } from './thinking.ts';

/** The tool that is forced on a model which does not write by a schema; its arguments are the answer's text. */
export const ANSWER_TOOL = 'signalbox_answer';

/** Tokens of an answer where neither the client nor the ledger caps it: Anthropic demands a cap. */
const DEFAULT_MAX_TOKENS = 16_384;

interface Wanted {
  readonly model: ClaudeModel;
  /** The client's cap, or the ledger's; null: neither has one. */
  readonly limit: number | null;
  readonly thought: Thought | null;
  /** What the client's wire calls its wish for thought. */
  readonly thoughtField: string;
}

interface Written {
  readonly body: Omit<MessageCreateParamsBase, 'model'>;
  readonly dropped: readonly string[];
}

export function anthropicRequest(prompt: Prompt, { model, limit, thought, thoughtField }: Wanted): Written {
  const { format, sampling, tools, toolChoice } = prompt;
  const spoken = anthropicMessages(prompt);
  const isForced = tools.length > 0 && (toolChoice?.kind === 'required' || toolChoice?.kind === 'tool');
  // A tool of the client's that must be called leaves no room for words, and so for no form of theirs.
  const answers = format.kind === 'schema' && !model.schema && !isForced;
  const maxTokens = Math.min(limit ?? DEFAULT_MAX_TOKENS + thoughtRoom(thought), model.maxOutput);
  const circumstances = {
    maxTokens,
    by: prompt.thought === null ? ('policy' as const) : ('asked' as const),
    isBound: answers || isForced || spoken.at(-1)?.role === 'assistant',
    loopIsUnsigned: loopIsUnsigned(prompt.messages),
  };
  const thinking = thought === null ? {} : thinkingOf(model, thought, circumstances);
  const instructions = [...systemBlocks(prompt), ...(format.kind === 'json' ? [JSON_IN_WORDS] : [])];
  // Somebody has to speak: where nobody has, the instructions are the user's words.
  const isSilent = spoken.length === 0 && instructions.length > 0;
  const messages = isSilent ? [{ role: 'user' as const, content: instructions }] : spoken;
  const system = isSilent ? [] : instructions;
  const output = {
    ...(thinking.effort === undefined ? {} : { effort: thinking.effort }),
    ...(format.kind === 'schema' && model.schema
      ? { format: { type: 'json_schema' as const, schema: { ...outputSchema(format.schema, format.description) } } }
      : {}),
  };
  const sampled = samplingOf(prompt, model, isThinking(thinking));
  const wished = prompt.thought !== null && thought !== null && levelOf(thought) !== 'none';
  const unthought = wished && !isThinking(thinking) && thinking.effort === undefined ? [thoughtField] : [];
  return {
    body: {
      max_tokens: maxTokens,
      ...(system.length === 0 ? {} : { system }),
      messages,
      ...toolFields(prompt, model, answers),
      ...sampled.fields,
      ...(sampling.stop.length === 0 ? {} : { stop_sequences: [...sampling.stop] }),
      ...(thinking.thinking === undefined
        ? {}
        : { thinking: thinking.thinking as MessageCreateParamsBase['thinking'] & {} }),
      ...(Object.keys(output).length === 0 ? {} : { output_config: output }),
    },
    dropped: [...prompt.unsaid, ...unthought, ...sampled.dropped, ...droppedOf(prompt, model)],
  };
}

/** What a prompt holds that cannot be sent to this model. */
export function anthropicLacks(
  { messages, tools, toolChoice, sampling }: Prompt,
  model: ClaudeModel,
): readonly string[] {
  const parts = messages.flatMap((message): readonly (UserContent | AssistantContent)[] =>
    message.role === 'tool' ? message.content.flatMap(({ content }) => content) : message.content,
  );
  const media = parts.flatMap((part) => {
    if (part.kind === 'audio') return ['sound in a message'];
    const why = part.kind === 'image' || part.kind === 'file' ? unsendable(part.kind, part.source) : null;
    return why === null ? [] : [why];
  });
  const forced = toolChoice?.kind === 'required' || toolChoice?.kind === 'tool';
  return [
    ...media,
    ...(tools.length > 0 && forced && !model.forcedTool ? ['a tool that must be called'] : []),
    ...(sampling.stop.some((one) => one.trim() === '') ? ['a stop sequence of white space alone'] : []),
  ];
}

const JSON_IN_WORDS = { type: 'text' as const, text: 'Answer with one JSON object and with nothing else.' };

/** Where nobody set a cap, thoughts do not eat into the answer. */
function thoughtRoom(thought: Thought | null): number {
  return thought !== null && 'budget' in thought ? thought.budget : 0;
}

function toolFields(
  prompt: Prompt,
  model: ClaudeModel,
  answers: boolean,
): Pick<Written['body'], 'tools' | 'tool_choice'> {
  const { tools, format } = prompt;
  const sent = tools.map((tool) => toolOf(tool, model));
  if (answers && format.kind === 'schema') {
    const schema = { ...format.schema, type: 'object' as const };
    const answer: SentTool = {
      ...{ name: ANSWER_TOOL, description: format.description ?? 'Gives the answer.', input_schema: schema },
    };
    // With tools of its own the client wants either: calls of them, or the answer.
    const may = sent.length > 0 && prompt.toolChoice?.kind !== 'none';
    const alone = prompt.parallelCalls === false ? { disable_parallel_tool_use: true } : {};
    return {
      tools: [...sent, answer],
      tool_choice: may ? { type: 'any', ...alone } : { type: 'tool', name: ANSWER_TOOL },
    };
  }
  if (sent.length === 0) return {};
  const choice = choiceOf(prompt);
  return { tools: sent, ...(choice === null ? {} : { tool_choice: choice }) };
}

function toolOf(tool: Tool, { schema: takesStrict }: ClaudeModel): SentTool {
  const { name, description, parameters, strict } = tool;
  return {
    name,
    ...(description === null ? {} : { description }),
    input_schema: { ...parameters, type: 'object' },
    ...(strict === true && takesStrict ? { strict } : {}),
    ...markOf(tool),
  };
}

function choiceOf({ toolChoice: choice, parallelCalls }: Prompt): SentChoice | null {
  const alone = parallelCalls === false ? { disable_parallel_tool_use: true } : {};
  switch (choice?.kind) {
    case 'none':
      return { type: 'none' };
    case 'required':
      return { type: 'any', ...alone };
    case 'tool':
      return { type: 'tool', name: choice.name, ...alone };
    case 'auto':
      return { type: 'auto', ...alone };
    case undefined:
      return parallelCalls === false ? { type: 'auto', ...alone } : null;
  }
}

function samplingOf({ sampling }: Prompt, model: ClaudeModel, thinks: boolean) {
  const { temperature, topP, topK } = sampling;
  const fields: { temperature?: number; top_p?: number; top_k?: number } = {};
  const takesAll = model.sampling !== 'none' && !thinks;
  // Other wires go up to 2.
  if (temperature !== null && takesAll) fields.temperature = Math.min(1, temperature);
  if (topP !== null && takesAll && !(model.sampling === 'one' && temperature !== null)) fields.top_p = topP;
  if (topK !== null && takesAll) fields.top_k = topK;
  return {
    fields,
    dropped: [
      ...(temperature !== null && fields.temperature !== temperature ? ['temperature'] : []),
      ...(topP !== null && fields.top_p === undefined ? ['top_p'] : []),
      ...(topK !== null && fields.top_k === undefined ? ['top_k'] : []),
    ],
  };
}

function droppedOf(prompt: Prompt, { schema }: ClaudeModel): readonly string[] {
  const { sampling, messages, tools, format } = prompt;
  // Without schemas a model is told what is wished, and held to nothing.
  const isHeld = (strict: boolean | null) => strict !== true || schema;
  return [
    ...(detailsOf(prompt).length > 0 ? ['messages.image_url.detail'] : []),
    ...(tools.every(({ strict }) => isHeld(strict)) ? [] : ['tools.strict']),
    ...(format.kind !== 'schema' || isHeld(format.strict) ? [] : ['response_format.json_schema.strict']),
    ...(sampling.seed === null ? [] : ['seed']),
    ...(sampling.frequencyPenalty === null ? [] : ['frequency_penalty']),
    ...(sampling.presencePenalty === null ? [] : ['presence_penalty']),
    ...(messages.some((message) => message.role === 'user' && message.name !== null) ? ['messages.name'] : []),
  ];
}

/** The calls of the loop that is under way were made without a thought that Anthropic signed. */
function loopIsUnsigned(messages: readonly Message[]): boolean {
  if (messages.at(-1)?.role !== 'tool') return false;
  const begun = messages.findLastIndex(({ role }) => role === 'user');
  const [first] = messages.slice(begun + 1).filter((message) => message.role === 'assistant');
  return first?.role === 'assistant' && !first.content.some(isSigned);
}

const isSigned = (part: { readonly kind: string; readonly signature?: { readonly issuer: string } | null }): boolean =>
  (part.kind === 'reasoning' || part.kind === 'sealed') && part.signature?.issuer === 'anthropic';
