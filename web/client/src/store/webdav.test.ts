import { expect, test } from "vitest";
import { parseAccount, parseNode } from "./webdav";

test("files and folders of a WebDAV server are read as it tells them (MSG-040)", () => {
  expect(
    parseAccount({ _id: "a", serverURL: "https://files.example.org", username: "ada", name: "" }),
  ).toEqual({
    id: "a",
    name: "https://files.example.org",
    address: "https://files.example.org",
    username: "ada",
  });
  const node = parseNode({
    filename: "/notes/a.txt",
    basename: "a.txt",
    type: "file",
    size: 3,
    lastmod: "Tue, 03 Mar 2026 10:00:00 GMT",
    mime: "text/plain",
  });
  expect(node).toMatchObject({
    name: "a.txt",
    isFolder: false,
    bytes: 3,
    changedAt: Date.UTC(2026, 2, 3, 10),
  });
  expect(parseNode({ filename: "/notes", type: "directory" })).toMatchObject({
    name: "notes",
    isFolder: true,
  });
});
