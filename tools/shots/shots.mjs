// Takes the pictures of the documentation from a running server.
// ./dev shots runs it beside a throw-away server; by hand:
//   node tools/shots/shots.mjs docs/pictures http://localhost:4400
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { passwordOf, seed } from "./people-and-rooms.mjs";

// The browser driver is the one the web client's own checks use.
const { chromium } = createRequire(new URL("../../web/package.json", import.meta.url))("playwright-core");

const [folder, server] = process.argv.slice(2);
if (server === undefined || folder === undefined) {
  console.error("usage: node tools/shots/shots.mjs <folder> <server>");
  process.exit(2);
}

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

await seed(server);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync),
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});

async function signIn(page, username) {
  await page.goto(`${server}/login`);
  await page.getByLabel("Username or email").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(passwordOf(username));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

/** A window of its own for each picture, so that they do not depend on each other. */
async function picture(name, { viewport = wide, colorScheme = "light", signedIn = true }, path, act) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce", locale: "en-GB" });
  const page = await context.newPage();
  page.on("console", (line) => line.type() === "error" && console.error(`${name}: ${line.text()}`));
  page.on("pageerror", (error) => console.error(`${name}: ${error}`));
  if (signedIn) await signIn(page, "ada");
  await page.goto(server + path);
  await act(page);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
  console.log(name);
}

const settled = (text) => async (page) => page.getByRole("log").getByText(text).first().waitFor();
const designIsShown = settled("front page");

try {
  for (const username of ["grace", "katherine"]) await signIn(await (await browser.newContext()).newPage(), username);
  await picture("sign-in", { signedIn: false }, "/login", (page) => page.getByLabel("Username or email").waitFor());
  await picture("room-light", {}, "/channel/design", designIsShown);
  await picture("room-dark", { colorScheme: "dark" }, "/channel/design", designIsShown);
  await picture("thread", {}, "/channel/design", async (page) => {
    await designIsShown(page);
    await page.getByRole("button", { name: /3 replies/ }).click();
    await page.getByRole("complementary", { name: "Thread" }).getByText("I will do that").waitFor();
  });
  await picture("inbox", {}, "/home", (page) => page.getByText("ten minutes before lunch").first().waitFor());
  await picture("search", {}, "/channel/design", async (page) => {
    await designIsShown(page);
    await page.keyboard.press("Control+K");
    await page.getByRole("combobox", { name: "Search" }).fill("re");
    await page.getByRole("option").first().waitFor();
  });
  await picture("directory", {}, "/directory", (page) => page.getByText("What ships when").waitFor());
  const heading = (name) => async (page) => page.getByRole("heading", { name, level: 1 }).waitFor();
  await picture("settings", {}, "/admin/settings/Accounts", async (page) => page.getByText("Days a sign-in lasts").waitFor());
  await picture("permissions", { colorScheme: "dark" }, "/admin/permissions", async (page) => page.getByRole("checkbox").first().waitFor());
  await picture("users", {}, "/admin/users", async (page) => {
    await page.getByRole("button", { name: "@grace" }).click();
    await page.getByRole("complementary").getByText("grace@example.org").waitFor();
  });
  await picture("account", {}, "/account/preferences", heading("Preferences"));
  await picture("settings-phone", { viewport: phone, colorScheme: "dark" }, "/admin/settings", async (page) => page.getByText("Accounts").waitFor());
  await picture("phone", { viewport: phone }, "/channel/design", designIsShown);
} finally {
  await browser.close();
}
