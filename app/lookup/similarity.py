"""Similarity: how near a question is to a name, words aligned one to one, by letters, by sound and by skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from app.directory.naming.words import Word

_VOWELLESS = frozenset({"Arab", "Hebr"})
_PARTICLES = frozenset("al el de der den van von da di du la le los las of the and und et y e i bin ibn ben abu st".split())


def best(ours: Sequence[str], theirs: Sequence[str]) -> float:
    return max(OSA.normalized_similarity(a, b) for a in ours for b in theirs)


@lru_cache(maxsize=200000)
def word_similarity(a: Word, b: Word) -> float:
    if a.letters == b.letters:
        return 1.0
    same = a.script == b.script
    letters = OSA.normalized_similarity(a.letters, b.letters)
    frames = best(a.frames, b.frames)
    if letters < 0.35 and frames < 0.5:
        return letters * 0.5
    sounds = best(a.sounds, b.sounds)
    bones = best(a.bones, b.bones)
    if a.script in _VOWELLESS or b.script in _VOWELLESS:
        heard = 0.2 * sounds + 0.35 * bones + 0.45 * frames
    else:
        heard = 0.45 * sounds + 0.25 * bones + 0.3 * frames
    if same:
        return max(letters, 0.97 * heard)
    return max(letters, heard)


def weight(w: Word) -> float:
    if w.text in _PARTICLES: return 0.8
    return min(len(w.letters), 7) + 1.0

def prefix_similarity(q: Word, n: Word) -> float:
    if len(n.letters) <= len(q.letters): return 0.0
    if n.letters.startswith(q.letters):
        return 0.86 + 0.1 * len(q.letters) / len(n.letters)
    if len(q.letters) < 3: return 0.0
    return (OSA.normalized_similarity(q.letters, n.letters[: len(q.letters)])) * 0.86

def align(query: tuple[Word, ...], name: tuple[Word, ...], typing: bool=True) -> float:
    pairs = []
    for i, q in enumerate(query):
        for j, n in enumerate(name):
            s = word_similarity(q, n)
            if len(q.letters) == 1 and n.letters[:1] == q.letters and s<1: s = 0.8
            elif len(n.letters) == 1 and q.letters[:1] == n.letters and s<1: s = 0.7
            elif typing and i == len(query) - 1 and s<0.95:
                s = max(s, prefix_similarity(q, n))
            if s > 0.3: pairs.append((-s, abs(i-j), i, j))
    pairs.sort()
    ui, uj = set(), set()
    wq = [weight(q) for q in query]; wn = [weight(n) for n in name]
    got = 0.0; left = sum(wn); inorder=0; lastj=-1
    m = {}
    for s, _, i, j in pairs:
        if i in ui or j in uj: continue
        ui.add(i); uj.add(j); m[i]=j
        got += -s * wq[i]
        left -= wn[j]
    score = got / sum(wq)
    score -= 0.12 * left / sum(wn)
    if list(m.values()) != sorted(m.values()): score -= 0.01
    # m in insertion order of sim; check order by i
    return score

@lru_cache(maxsize=50000)
def joined(ws: tuple[Word, ...]) -> tuple:
    out=[]
    n=len(ws)
    for k in ({0,1,n-1} if n>1 else {0}):
        r=ws[k:]+ws[:k]
        out.append((''.join(w.letters for w in r),''.join(w.sounds[0] for w in r),''.join(w.bones[0] for w in r),''.join(w.frames[0] for w in r)))
    return tuple(out)

def whole(query, name):
    b=0
    vl = query[0].script in _VOWELLESS or name[0].script in _VOWELLESS
    ql,qs,qb,qf=joined(query)[0]
    for l,s,bo,f in joined(name):
        x=OSA.normalized_similarity(ql,l)
        fr=OSA.normalized_similarity(qf,f)
        if x>0.5 or fr>0.5:
            so=OSA.normalized_similarity(qs,s); bb=OSA.normalized_similarity(qb,bo)
            h = (0.2*so+.35*bb+.45*fr) if vl else (.45*so+.25*bb+.3*fr)
            x=max(x,0.97*h)
        b=max(b,x)
    return b

def similarity(query, name):
    if not query or not name: return 0.0
    a=align(query,name)
    if len(query)!=len(name) or 1: a=max(a,0.97*whole(query,name))
    return a
