import { CHAT } from '../../support/faults/clients.ts';
import { GOOGLE } from '../../support/faults/kinds.ts';
import { wall } from '../../support/faults/wall.ts';

wall('google behind Chat Completions', GOOGLE, CHAT);
