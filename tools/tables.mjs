// Writes the tables of routes, methods and settings in the documentation from what a running server says of itself.
// ./dev tables runs it beside a throw-away server. Text outside the markers stays as it is.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, server] = process.argv.slice(2);
if (folder === undefined || server === undefined) {
  console.error("usage: node tools/tables.mjs <folder> <server>");
  process.exit(2);
}

async function fetchJson(path, init) {
  const answer = await fetch(`${server}/api/v1/${path}`, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

function write(file, name, lines) {
  const path = join(folder, file);
  const pattern = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- end of ${name} -->)`, "u");
  const text = readFileSync(path, "utf8");
  if (!pattern.test(text)) throw new Error(`${path} has no place for ${name}`);
  writeFileSync(path, text.replace(pattern, (_, open, close) => `${open}\n${lines.join("\n")}\n\n${close}`));
}

const groupBy = (list, keyOf) => {
  const groups = new Map();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
};
const code = (text) => "`" + String(text).replaceAll("|", "\\|") + "`";

function access(operation) {
  const permissions = operation["x-permissions"] ?? [];
  if (permissions.length > 0) return permissions.map(code).join(", ");
  return operation.security === undefined ? "nobody need sign in" : "";
}

function parameters(operation) {
  const body = operation.requestBody === undefined ? undefined : Object.values(operation.requestBody.content)[0].schema;
  const given = body === undefined
    ? (operation.parameters ?? []).filter((p) => p.in === "query").map((p) => p.name + (p.required ? "" : "?"))
    : Object.keys(body.properties).map((name) => name + (body.required.includes(name) ? "" : "?"));
  return given.length === 0 ? "" : code(given.join(", "));
}

function limit(operation) {
  const given = operation["x-rate-limit"];
  if (given === undefined) return "none";
  return given.calls === 10 && given.intervalMs === 60000 ? "" : `${given.calls} in ${given.intervalMs / 1000} s`;
}

const api = await fetchJson("openapi.json");
const routes = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path: path.slice("/api/v1/".length), method: method.toUpperCase(), operation })),
);
write("api/compatibility.md", "routes", groupBy(routes, (route) => (/[./]/u.test(route.path) ? route.path.split(/[./]/u)[0] : "others")).flatMap(([group, list]) => [
  `### ${group}`, "", "| method | route | takes | permission | limit |", "| --- | --- | --- | --- | --- |",
  ...list.map(({ path, method, operation }) => `| ${method} | ${code(path)} | ${parameters(operation)} | ${access(operation)} | ${limit(operation)} |`), "",
]).slice(0, -1));
write("api/compatibility.md", "methods", api["x-ddp-methods"].map((name) => `- ${code(name)}`));

const session = (await fetchJson("login", {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ user: "ada", password: "ada-pass-1" }),
})).data;
const { settings } = await fetchJson("settings?count=0", { headers: { "X-User-Id": session.userId, "X-Auth-Token": session.authToken } });
const fallback = (setting) => {
  if (setting._id === "Site_Url") return "`ROOT_URL`";
  const text = typeof setting.packageValue === "string" ? setting.packageValue : JSON.stringify(setting.packageValue);
  if (text === "") return "empty";
  return text.length > 90 || text.includes("\n") ? "see the declaration" : code(text);
};
write("admin/settings.md", "settings", groupBy(settings, (setting) => setting.group ?? "Other").flatMap(([group, list]) => [
  `### ${group}`, "", "| setting | type | default | public |", "| --- | --- | --- | --- |",
  ...list.sort((a, b) => (a._id < b._id ? -1 : 1)).map((s) => `| ${code(s._id)} | ${s.type}${s.values ? ": " + s.values.map((v) => code(v.key ?? v)).join(", ") : ""} | ${fallback(s)} | ${s.public ? "yes" : ""} |`), "",
]).slice(0, -1));
console.log(`${routes.length} routes, ${api["x-ddp-methods"].length} methods, ${settings.length} settings`);
