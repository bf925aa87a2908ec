// Debian's web servers, each with a block of HOSTING.md as its configuration, around it only what stock configurations
// have; and a site for them to serve: a course in a folder, the package beside it.

import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type Running, started } from "./started.js";

const web = join(import.meta.dirname, "../../../web");

/** The blocks of HOSTING.md in one language, in their order. */
export function blocks(language: string): string[] {
  const text = readFileSync(join(web, "package/HOSTING.md"), "utf8");
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms");
  return [...text.matchAll(fence)].map(([, block]) => block!);
}

const course = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A course</title>
<link rel="icon" href="../lesson-widgets/icon.svg"><script type="module" src="../lesson-widgets/lib/index.js"></script></head><body>
<lesson-widget name="pipeline-tracer"><p>A live run of the tiny SD3.</p></lesson-widget></body></html>`;

export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), "lesson-hosting-"));

  constructor() {
    const built = join(web, "dist/package");
    if (!existsSync(join(built, "lib"))) throw new Error("web/dist/package is not built: npm run build --prefix web");
    chmodSync(this.folder, 0o755); // servers that root starts read it as somebody else
    cpSync(built, join(this.root, "lesson-widgets"), { recursive: true });
    writeFileSync(join(this.root, "lesson-widgets/icon.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    for (const [name, page] of [
      ["course", course],
      ["framed", blocks("html")[0]!],
    ] as const) {
      mkdirSync(join(this.root, name));
      writeFileSync(join(this.root, name, "index.html"), page);
    }
  }
  get root(): string {
    return join(this.folder, "site");
  }
  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

const modules = "mpm_event authz_core dir mime filter headers deflate"
  .split(" ")
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join("\n");

/** How each server is started with a block of the text, in the folder `at`. */
const servers = {
  nginx: (at: string, block: string) => {
    const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${at}/${name};`,
    );
    const user = process.getuid?.() === 0 ? "user www-data;" : "";
    writeFileSync(
      join(at, "nginx.conf"),
      `${user} daemon off; pid ${at}/pid; error_log ${at}/log; events {}
       http { include /etc/nginx/mime.types; default_type application/octet-stream; access_log off; ${paths.join(" ")}\n${block} }`,
    );
    return ["/usr/sbin/nginx", "-c", join(at, "nginx.conf"), "-e", join(at, "log")];
  },
  apache: (at: string, block: string, port: number, root: string) => {
    const user = process.getuid?.() === 0 ? "User www-data\nGroup www-data" : "";
    writeFileSync(
      join(at, "apache.conf"),
      `ServerRoot ${at}\nServerName localhost\nListen 127.0.0.1:${port}\nPidFile ${at}/pid\nErrorLog ${at}/log\n${modules}\n${user}
TypesConfig /etc/mime.types\nDocumentRoot ${root}\nDirectoryIndex index.html\n<Directory ${root}>\nRequire all granted\n</Directory>\n${block}`,
    );
    return ["/usr/sbin/apache2", "-X", "-f", join(at, "apache.conf")];
  },
  caddy: (at: string, block: string) => {
    writeFileSync(join(at, "Caddyfile"), `{\n  admin off\n  auto_https off\n}\n${block}`);
    return ["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", join(at, "Caddyfile")];
  },
  sh: (_: string, block: string) => ["/bin/sh", "-c", `exec ${block.trim()}`],
};
export type ServerName = keyof typeof servers;

/** Where a server's own files go, and the folder that it serves. */
export interface Place {
  folder: string;
  root: string;
}

/** Runs a block as it stands, but for the port and the folder it names. `path`: of a page that is there. */
export async function host(name: ServerName, block: string, site: Place, path = "course/"): Promise<Running> {
  const port = await freePort();
  const at = mkdtempSync(join(site.folder, `${name}-`));
  const told = block.replaceAll("8080", String(port)).replaceAll("/srv/site", site.root);
  if (told === block && name !== "apache") throw new Error(`the ${name} block names no port 8080 and no /srv/site`);
  const log = () => (existsSync(join(at, "log")) ? readFileSync(join(at, "log"), "utf8") : "");
  return started(servers[name](at, told, port, site.root), {
    address: `http://localhost:${port}/${path}`,
    env: { ...process.env, HOME: at, XDG_DATA_HOME: at, XDG_CONFIG_HOME: at },
    log,
  });
}
