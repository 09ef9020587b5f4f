// What is typed for the parameters of a question, and the lines that ask it elsewhere.

/** @import { AskWanted, ParameterInfo } from "../types.js" */

const several = (/** @type {ParameterInfo} */ { type }) => type.includes("with commas");
const numeric = (/** @type {ParameterInfo} */ { type }) => /^a (whole )?number/.test(type);
const YES = new Set(["yes", "true", "on", "1"]);

/** What means the same, written the same. @param {ParameterInfo} parameter @param {string} text */
export function asTyped(parameter, text) {
  const plain = text.trim();
  if (several(parameter)) return plain.split(",").map((one) => one.trim()).filter(Boolean).join(", ");
  if (parameter.type === "yes or no") return YES.has(plain.toLowerCase()) ? "yes" : "no";
  return numeric(parameter) && plain !== "" && Number.isFinite(Number(plain)) ? String(Number(plain)) : plain;
}

/** The parameters that are not as usual. @param {AskWanted} wanted @param {ParameterInfo[]} parameters */
function changed({ parameters: given = {} }, parameters) {
  return parameters.flatMap((one) => {
    const text = asTyped(one, String(given[one.name] ?? one.default));
    return text === asTyped(one, one.default) ? [] : [{ one, text }];
  });
}

/** The line that asks it in a terminal. @param {string} study @param {AskWanted} wanted @param {ParameterInfo[]} parameters */
export function asCommand(study, wanted, parameters) {
  const words = ["datacf", "ask", study, wanted.question];
  for (const { one, text } of changed(wanted, parameters)) words.push("-p", `${one.name}=${text}`);
  for (const one of wanted.plus ?? []) words.push("--plus", one);
  for (const [object, right] of Object.entries(wanted.rights ?? {})) words.push("--right", `${object}=${right}`);
  if (wanted.metric) words.push("--metric", wanted.metric);
  return words.map(shell).join(" ");
}

/** @param {string} word */
const shell = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`);

/** The line that asks it in Python, from that of the usual parameters. @param {string} usual @param {AskWanted} wanted @param {ParameterInfo[]} parameters */
export function asPython(usual, wanted, parameters) {
  const [, start = "", kind = ""] = /^(.*?dc\.answer\(.*?, dc\.)(\w+)\(/.exec(usual) ?? [];
  const given = changed(wanted, parameters).map(({ one, text }) => `${one.name}=${literal(one, text)}`);
  return `${start}${kind}(${given.join(", ")})${wanted.metric ? `, metric=${quoted(wanted.metric)}` : ""})))`;
}

/** @param {ParameterInfo} parameter @param {string} text */
function literal(parameter, text) {
  if (several(parameter)) return `(${text.split(", ").map((one) => `${numeric(parameter) ? one : quoted(one)},`).join(" ")})`;
  if (parameter.type === "yes or no") return text === "yes" ? "True" : "False";
  if (text === "" && parameter.type.includes("or nothing")) return "None";
  return numeric(parameter) ? text : quoted(text);
}

/** @param {string} text */
const quoted = (text) => `'${text.replace(/[\\']/g, (mark) => `\\${mark}`)}'`;
