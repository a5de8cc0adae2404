import { CHAT } from '../../support/faults/clients.ts';
import { OF_A_CALL } from '../../support/faults/expected.ts';
import { BEDROCK, BEDROCK_SIGNED } from '../../support/faults/kinds.ts';
import { wall } from '../../support/faults/wall.ts';

wall('amazon-bedrock, by an API key, behind Chat Completions', BEDROCK, CHAT);
wall('amazon-bedrock, by a key pair, behind Chat Completions', BEDROCK_SIGNED, CHAT, OF_A_CALL);
