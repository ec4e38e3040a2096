// rrweb's own Replayer plays the exported recording and a clip of it: at 20 moments of the clip both show the same page.
// usage: rrweb.cjs ARCHIVE FROM TO [WINDOW]
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const puppeteer = require('puppeteer-core');

const scrubjay = process.env.SCRUBJAY ?? 'target/release/scrubjay';
const [archive, from, to, window = '0'] = process.argv.slice(2);
const MOMENTS = 20;

const exported = part => {
  const args = ['export', archive, '--to', 'rrweb', '--window', window, ...part];
  return execFileSync(scrubjay, args, { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
};

// In the page: what the player shows at an instant. Without its virtual DOM, for that keeps where a document was scrolled to
// through the next full snapshot and scrolls there again (rrweb: `destroyTree` leaves `scrollData`).
const shown = (events, instants) => {
  document.body.innerHTML = '<div></div>';
  const player = new rrweb.Replayer(events, { root: document.querySelector('div'), mouseTail: false, showWarning: false, pauseAnimation: true, useVirtualDom: false });
  const start = events[0].timestamp;
  const sheet = sheet => { try { return [...sheet.cssRules].map(rule => rule.cssText).join(' '); } catch { return 'closed'; } };
  // A line a node, attributes by name, live state beside them. The player builds some things differently from a snapshot
  // than from mutations, which nobody sees: `xmlns` as an attribute, and empty texts in textareas. Its own classes are for
  // what is hovered, and leave an empty attribute behind.
  const write = (node, depth, lines) => {
    const attributes = [...(node.attributes ?? [])].filter(a => a.name !== 'xmlns').map(a => (a.name === 'class' ? { name: a.name, value: a.value.replace(/:hover|rrweb-paused/g, '').trim() } : a)).filter(a => a.name !== 'class' || a.value).map(a => `${a.name}=${JSON.stringify(a.value)}`).sort().join(' ');
    if (node.nodeType === 3 && node.nodeValue === '') return lines;
    const live = [node.value, node.checked, node.scrollTop, node.scrollLeft].filter(value => value !== undefined).join('|');
    const text = node.nodeType === 1 ? '' : JSON.stringify(node.nodeValue);
    lines.push(`${' '.repeat(depth)}${node.nodeName} ${attributes} ${text} ${live}`);
    if (node.sheet) lines.push(`${' '.repeat(depth)} sheet ${sheet(node.sheet)}`);
    for (const adopted of node.adoptedStyleSheets ?? []) lines.push(`${' '.repeat(depth)} adopted ${sheet(adopted)}`);
    if (node.shadowRoot) write(node.shadowRoot, depth + 1, lines);
    for (const child of node.childNodes) write(child, depth + 1, lines);
    return lines;
  };
  return instants.map(at => {
    player.pause(at - start);
    return write(player.iframe.contentDocument, 0, []);
  });
};

(async () => {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.setRequestInterception(true);
  page.on('request', request => (/^(data|about|blob):/.test(request.url()) ? request.continue() : request.abort()));
  const player = path.join(path.dirname(require.resolve('rrweb')), 'rrweb.umd.cjs');
  await page.addScriptTag({ content: readFileSync(player, 'utf8') });
  const whole = JSON.parse(exported([])), clip = JSON.parse(exported(['--from', from, '--to', to]));
  const [first, last] = [clip[0].timestamp, clip.at(-1).timestamp];
  const instants = Array.from({ length: MOMENTS }, (_, n) => first + 1 + Math.round((last - first - 1) * n / (MOMENTS - 1)));
  const [one, other] = [await page.evaluate(shown, whole, instants), await page.evaluate(shown, clip, instants)];
  instants.forEach((at, n) => {
    const wrong = one[n].findIndex((line, place) => line !== other[n][place]);
    if (wrong < 0 && one[n].length === other[n].length) return console.log(`ok   ${at - whole[0].timestamp} ms, ${one[n].length} lines`);
    process.exitCode = 1;
    console.log(`BAD  ${at - whole[0].timestamp} ms, line ${wrong}:\n  ${one[n][wrong]}\n  ${other[n][wrong]}`);
  });
  await browser.close();
})();
