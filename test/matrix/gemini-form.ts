/** What a `generateContent` must hold for each feature: https://ai.google.dev/api/generate-content */

import { expect } from 'vitest';
import type { RequestName } from './request-cells.ts';
import type { Row } from './rows.ts';
import * as said from './said.ts';

const user = (...parts: readonly object[]) => ({ role: 'user', parts: [{ text: 'Hi' }, ...parts] });
const TOOLS = [
  {
    functionDeclarations: [
      { name: 'look', parametersJsonSchema: said.SCHEMA },
      { name: 'listen', parametersJsonSchema: said.SCHEMA },
    ],
  },
];
const calling = (...calls: (typeof said.OSLO)[]) => ({
  role: 'model',
  parts: calls.map(({ id, city }) => ({ functionCall: { id, name: 'look', args: { city } } })),
});
const result = ({ id, result: output }: typeof said.OSLO) => ({
  functionResponse: { id, name: 'look', response: { output } },
});
const IMAGE = { inlineData: { mimeType: 'image/png', data: said.PNG } };

export function geminiForm(feature: RequestName, { id }: Row): object {
  const isThird = id.startsWith('gemini-3');
  switch (feature) {
    case 'system prompt':
      return { systemInstruction: { parts: [{ text: said.SYSTEM }] }, contents: [user()] };
    case 'tools and their results': {
      const answered = { role: 'user', parts: [result(said.OSLO), { text: 'And now?' }] };
      return { tools: TOOLS, contents: [user(), calling(said.OSLO), answered] };
    }
    case 'parallel calls': {
      const answered = { role: 'user', parts: [result(said.OSLO), result(said.ROME)] };
      return { tools: TOOLS, contents: [user(), calling(said.OSLO, said.ROME), answered] };
    }
    case 'a tool forced':
      return { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } } };
    case 'JSON schema':
      return { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: said.SCHEMA } };
    case 'image by URL':
      return { contents: [user({ fileData: { mimeType: 'image/png', fileUri: said.IMAGE_URL } })] };
    case 'image by data':
      return { contents: [user(IMAGE)] };
    case 'image in a result': {
      // The second generation's results hold no images: it follows.
      const within = [{ functionResponse: { id: said.OSLO.id, name: 'look', parts: [IMAGE] } }];
      const named = { text: expect.stringContaining(said.OSLO.id) };
      const after = [{ functionResponse: { id: said.OSLO.id, name: 'look' } }, named, IMAGE];
      return { contents: [user(), calling(said.OSLO), { role: 'user', parts: isThird ? within : after }] };
    }
    case 'PDF by data':
      return { contents: [user({ inlineData: { mimeType: 'application/pdf', data: said.PDF } })] };
    case 'PDF by URL':
      return { contents: [user({ fileData: { mimeType: 'application/pdf', fileUri: said.PDF_URL } })] };
    case 'audio':
      return { contents: [user({ inlineData: { mimeType: 'audio/wav', data: said.WAV } })] };
    case 'effort': {
      const told = isThird ? { thinkingLevel: 'HIGH' } : { thinkingBudget: 16_384 };
      return { generationConfig: { thinkingConfig: { ...told, includeThoughts: true } } };
    }
    case 'stop sequences':
      return { generationConfig: { stopSequences: [said.STOP] } };
    case 'seed':
      return { generationConfig: { seed: said.SEED } };
    case 'penalties':
      return { generationConfig: { frequencyPenalty: said.PENALTY } };
    case 'temperature':
      return { generationConfig: { temperature: said.TEMPERATURE } };
    case 'top_k':
      return { generationConfig: { topK: said.TOP_K } };
    case 'token cap':
      return { generationConfig: { maxOutputTokens: said.CAP } };
    default:
      throw new Error(`Gemini has no place for ${feature}.`);
  }
}
