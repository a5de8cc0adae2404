import { CHAT } from '../../support/faults/clients.ts';
import { OF_A_CALL } from '../../support/faults/expected.ts';
import { AZURE, COMPATIBLE, MISTRAL } from '../../support/faults/kinds.ts';
import { wall } from '../../support/faults/wall.ts';

wall('openai-compatible behind Chat Completions', COMPATIBLE, CHAT);
wall('mistral behind Chat Completions, whose streams are written anew', MISTRAL, CHAT);
wall('azure-openai behind Chat Completions, with a URL and a key header of its own', AZURE, CHAT, OF_A_CALL);
