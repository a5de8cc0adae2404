import { CHAT } from '../../support/faults/clients.ts';
import { COHERE } from '../../support/faults/kinds.ts';
import { wall } from '../../support/faults/wall.ts';

wall('cohere behind Chat Completions', COHERE, CHAT);
