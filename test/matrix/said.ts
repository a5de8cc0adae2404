/** What the requests of the table hold, the same for every wire, so that it is known again wherever it arrives. */

export const SYSTEM = 'Answer as a pirate.';
export const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
/** Ids that every provider takes: nine letters and digits. */
export const OSLO = { id: 'calloslo1', city: 'Oslo', json: '{"city":"Oslo"}', result: 'Rain' };
export const ROME = { id: 'callrome2', city: 'Rome', json: '{"city":"Rome"}', result: 'Sun' };
export const IMAGE_URL = 'https://pictures.example/cat.png';
export const PNG = 'iVBORw0KGgo=';
export const PDF_URL = 'https://papers.example/paper.pdf';
export const PDF = 'JVBERi0xLjc=';
export const FILE_ID = 'file-paper1';
export const WAV = 'UklGRgAA';
export const STOP = 'HALT';
export const SEED = 424_242;
export const PENALTY = 0.625;
export const TEMPERATURE = 0.375;
export const TOP_K = 17;
export const CAP = 321;
/** A thought that another issuer has signed than the one who is asked. */
export const FOREIGN = 'Rk9SRUlHTi1TSUdOQVRVUkU=';
export const PREVIOUS = 'resp_68af0123456789abcdef';

export const dataUrl = (type: string, data: string): string => `data:${type};base64,${data}`;
