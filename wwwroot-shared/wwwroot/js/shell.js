// Everything the page does by itself, without asking the node: keys, theme, copying, and noticing that the node is gone.
import { startAsk } from "./ask.js";
import { startKeys } from "./keys.js";
import { watchConnection } from "./connection.js";
import { startTheme } from "./theme.js";
import { startSession } from "./session.js";
import { startCopying } from "./copying.js";

startTheme();
startAsk();
startKeys();
startCopying();
startSession();
watchConnection();
