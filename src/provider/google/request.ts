/** A Prompt -> the body of a `generateContent`, and the fields of the Prompt that Gemini is not sent. */

import type { Content, FunctionDeclaration, GenerationConfig } from '@google/genai';
import type { Prompt, Tool } from '../../wire/prompt.ts';
import { unmarked } from '../cache-marks.ts';
import { detailsOf } from '../details.ts';
import { contentsOf } from './contents.ts';
import type { Family } from './family.ts';
import { fitSchema } from './schema/fit.ts';

/** As the REST API has it; enums are their names. https://ai.google.dev/api/generate-content */
interface GoogleRequest {
  readonly contents: readonly Content[];
  readonly systemInstruction?: Content;
  readonly tools?: readonly { readonly functionDeclarations: readonly FunctionDeclaration[] }[];
  readonly toolConfig?: { readonly functionCallingConfig: CallingConfig };
  readonly generationConfig?: Omit<GenerationConfig, 'thinkingConfig'> & { readonly thinkingConfig?: object };
}

interface CallingConfig {
  readonly mode: 'AUTO' | 'ANY' | 'NONE' | 'VALIDATED';
  readonly allowedFunctionNames?: readonly string[];
}

/** What is said of the answer beside the prompt itself. */
interface Said {
  readonly maxOutputTokens: number | null;
  readonly thinkingConfig: object | null;
}

export function googleRequest(
  prompt: Prompt,
  family: Family,
  { maxOutputTokens, thinkingConfig }: Said,
): { readonly body: GoogleRequest; readonly dropped: readonly string[] } {
  const { sampling, format } = prompt;
  const dropped = new Set<string>([...prompt.unsaid, ...unheard(prompt, family)]);
  const fitted = format.kind === 'schema' ? fitSchema(format.schema) : null;
  for (const keyword of fitted?.dropped ?? []) dropped.add(`response_format.schema.${keyword}`);
  const declarations = prompt.tools.map((tool) => declarationOf(tool, dropped));
  const generationConfig = without({
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    frequencyPenalty: family.takesPenalties ? sampling.frequencyPenalty : null,
    presencePenalty: family.takesPenalties ? sampling.presencePenalty : null,
    seed: isSeed(sampling.seed) ? sampling.seed : null,
    stopSequences: sampling.stop.length === 0 ? null : [...sampling.stop],
    maxOutputTokens,
    responseMimeType: format.kind === 'text' ? null : 'application/json',
    responseJsonSchema: fitted?.schema ?? null,
    thinkingConfig,
  });
  const calling = callingConfig(prompt);
  return {
    body: {
      ...instructed(prompt, family),
      ...(declarations.length === 0 ? {} : { tools: [{ functionDeclarations: declarations }] }),
      ...(calling === null ? {} : { toolConfig: { functionCallingConfig: calling } }),
      ...(Object.keys(generationConfig).length === 0 ? {} : { generationConfig }),
    },
    dropped: [...dropped],
  };
}

/** Instructions have a place of their own; where a family has none, or nobody has spoken, they are the user's first words. */
function instructed(prompt: Prompt, family: Family): Pick<GoogleRequest, 'contents' | 'systemInstruction'> {
  const contents = contentsOf(prompt, family);
  const parts = prompt.instructions.flatMap(({ text }) => (text === '' ? [] : [{ text }]));
  if (parts.length === 0) return { contents };
  if (family.takesInstructions && contents.length > 0) return { systemInstruction: { parts }, contents };
  const [first, ...rest] = contents;
  return first?.role === 'user'
    ? { contents: [{ role: 'user', parts: [...parts, ...(first.parts ?? [])] }, ...rest] }
    : { contents: [{ role: 'user', parts }, ...contents] };
}

function declarationOf({ name, description, parameters }: Tool, dropped: Set<string>): FunctionDeclaration {
  const { schema, dropped: keywords } = fitSchema(parameters);
  for (const keyword of keywords) dropped.add(`tools.parameters.${keyword}`);
  // An object without properties is refused: a tool without parameters has none at all.
  const properties = schema['properties'];
  const takesNone =
    typeof properties === 'object' && properties !== null && Object.keys(properties).length === 0
      ? schema['additionalProperties'] === undefined || schema['additionalProperties'] === false
      : Object.keys(schema).length === 0;
  return {
    name,
    ...(description === null ? {} : { description }),
    ...(takesNone ? {} : { parametersJsonSchema: schema }),
  };
}

/** `VALIDATED` is `AUTO` with arguments held to their schema. */
function callingConfig({ tools, toolChoice }: Prompt): CallingConfig | null {
  if (tools.length === 0) return null;
  const strict = tools.some((tool) => tool.strict === true);
  switch (toolChoice?.kind ?? 'auto') {
    case 'none':
      return { mode: 'NONE' };
    case 'required':
      return { mode: 'ANY' };
    case 'tool':
      return toolChoice?.kind === 'tool' ? { mode: 'ANY', allowedFunctionNames: [toolChoice.name] } : null;
    case 'auto':
      return strict ? { mode: 'VALIDATED' } : toolChoice === null ? null : { mode: 'AUTO' };
  }
}

/** It is an int32 there. */
const isSeed = (seed: number | null): boolean => seed !== null && Number.isInteger(seed) && (seed | 0) === seed;

/** Fields that have no word here and change nothing of what is meant. */
function unheard(prompt: Prompt, { takesPenalties }: Family): string[] {
  const { sampling, parallelCalls, tools, messages } = prompt;
  const parts = messages.flatMap((message) => (message.role === 'user' ? message.content : []));
  const named = messages.some((message) => message.role === 'user' && message.name !== null);
  const titled = parts.some((part) => part.kind === 'file' && part.name !== null);
  return [
    ...(parallelCalls === false && tools.length > 0 ? ['parallel_tool_calls'] : []),
    ...(sampling.frequencyPenalty !== null && !takesPenalties ? ['frequency_penalty'] : []),
    ...(sampling.presencePenalty !== null && !takesPenalties ? ['presence_penalty'] : []),
    ...(sampling.seed !== null && !isSeed(sampling.seed) ? ['seed'] : []),
    ...(detailsOf(prompt).length > 0 ? ['messages.image_url.detail'] : []),
    ...(titled ? ['messages.file.filename'] : []),
    ...(named ? ['messages.name'] : []),
    ...unmarked(prompt),
  ];
}

/** What is null is not sent. */
function without(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
