// The pages that `scrubjay dom --format html` writes, opened in a browser: what they ask for (nothing), and how they look
// beside pictures of the recorded page.
//
// usage: cd FOLDER && npm install puppeteer-core && node …/tests/by-hand/html.mjs SCRUBJAY RECORDINGS OUT [CHROMIUM]
//
// RECORDINGS holds recordings and, in `truth/`, pictures of them named SESSION.wWINDOW.tMILLISECONDS.png. For a picture of
// every session the page is exported and opened with a local listener for a proxy. OUT gets NAME.html and NAME.png (ours),
// to be looked at beside the truth's picture of the same name; a line a page says which addresses were asked for, where the page and its parts are scrolled to, and how many of a thousand points differ.
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const puppeteer = require('puppeteer-core');
const [bin, recordings, out, chromium = '/usr/bin/chromium'] = process.argv.slice(2);
fs.mkdirSync(out, { recursive: true });

// What the browser asks for by itself is its maker's.
const heard = [];
const foreign = () => heard.splice(0).filter((line) => !/\b(google|googleapis|gvt1|gstatic)\.com\b/.test(line));
const listener = net.createServer((socket) => { socket.once('data', (data) => { heard.push(data.toString().split('\r\n')[0]); socket.destroy(); }); socket.on('error', () => {}); });
await new Promise((ready) => listener.listen(0, '127.0.0.1', ready));
const proxy = `127.0.0.1:${listener.address().port}`;
const browser = await puppeteer.launch({
  executablePath: chromium, headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-background-networking', '--disable-component-update', `--proxy-server=${proxy}`, '--proxy-bypass-list=<-loopback>'],
});

// The picture of each session that is latest but for its end.
const pictures = new Map();
for (const file of fs.readdirSync(path.join(recordings, 'truth')).filter((name) => name.endsWith('.png'))) {
  const [, session, window, t] = /^(.*)\.w(\d+)\.t(\d+)\.png$/.exec(file);
  const of = pictures.get(`${session}.w${window}`) ?? [];
  of.push({ file, session, window, t: Number(t) });
  pictures.set(`${session}.w${window}`, of);
}
let asked = 0;
for (const of of pictures.values()) {
  const { file, session, window, t } = of.sort((a, b) => a.t - b.t).at(-2) ?? of[0];
  const container = fs.readdirSync(recordings).filter((name) => name.startsWith(`${session}.`)).sort()[0];
  const name = file.replace('.png', '');
  const truth = spawnSync('sh', ['-c', `zstd -dcq --long=27 '${path.join(recordings, 'truth', `${session}.w${window}.truth.ndjson.zst`)}' | head -1`], { maxBuffer: 1 << 26 });
  const head = JSON.parse(truth.stdout.toString());
  const moment = `@${head.start + t}`;
  const ran = spawnSync(bin, ['dom', path.join(recordings, container), '--window', window, '--at', moment, '--format', 'html'], { maxBuffer: 1 << 29 });
  if (ran.status !== 0) { console.log(`${name}: ${ran.stderr}`); continue; }
  const html = path.join(out, `${name}.html`);
  fs.writeFileSync(html, ran.stdout);
  const png = fs.readFileSync(path.join(recordings, 'truth', file));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`file://${html}`);
  await new Promise((settled) => setTimeout(settled, 400));
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  const outside = requests.filter((url) => !/^(file|data|about):/.test(url) || (url.startsWith('file:') && url !== `file://${html}`));
  const connected = foreign();
  asked += outside.length + connected.length;
  const shown = await page.evaluate(() => ({
    window: [scrollX, scrollY],
    parts: [...document.querySelectorAll('[data-recorded-scroll]:not(style)')].map((e) => `${e.dataset.recordedScroll} is ${e.scrollLeft},${e.scrollTop}`),
    scripts: document.scripts.length,
  }));
  const differ = await page.evaluate(async (ours, theirs) => {
    const pixels = async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    };
    const [a, b] = [await pixels(ours), await pixels(theirs)];
    let wrong = 0;
    for (let at = 0; at < a.data.length; at += 4) {
      if (Math.abs(a.data[at] - b.data[at]) + Math.abs(a.data[at + 1] - b.data[at + 1]) + Math.abs(a.data[at + 2] - b.data[at + 2]) > 90) wrong++;
    }
    return Math.round((wrong * 4000) / a.data.length);
  }, fs.readFileSync(path.join(out, `${name}.png`)).toString('base64'), png.toString('base64')).catch((error) => String(error).slice(0, 80));
  console.log(`${name}: asked ${JSON.stringify([...outside, ...connected])}, ${shown.scripts} scripts, window ${shown.window}, ${differ} of 1000 points differ${shown.parts.map((part) => `\n    scrolled ${part}`).join('')}`);
  await page.close();
}
console.log(`${asked ? 'REQUESTS WERE ATTEMPTED' : 'no request was attempted'}`);
await browser.close();
listener.close();
process.exit(asked ? 1 : 0);
