"""One small invented dictionary in the format of each program: two kinds of fruit, and vegetables."""

LIWC = """%
1\tfruit
2\tcitrus
3\tkitchen
%
apple*\t1
blood orange*\t1\t2
lemon\t1\t2
lemon\t3
can't peel\t3
"""
LIWC_2015 = """%
1\tFruit (all)
\t2\tCitrus
\t\t3\tSour
4\tKitchen
%
apple*\t1
lemon 2 3
knife\t4
"""
LIWC_22 = 'DicTerm,Fruit,Citrus,Kitchen,\napple*,X,,,\n"blood orange",X,x,\nlemon,,X\n\nknife,,,X\n'
LEXICODER_3 = "+fruit\napple*\nblood orange\n+kitchen\nknife\n"
LEXICODER_2 = """<?xml version="1.0" encoding="UTF-8"?>
<dictionary style="Lexicoder" name="market">
  <cnode name="fruit"><pnode name=" apple"></pnode><pnode name=" blood orange "/></cnode>
  <cnode name="kitchen"><pnode name="knife"/></cnode>
</dictionary>
"""
YOSHIKODER = """<?xml version="1.0" encoding="UTF-8"?>
<dictionary style="050805" patternengine="substring">
  <cnode name="market" desc="">
    <cnode name="fruit" desc="What grows">
      <pnode name="apple*"/>
      <cnode name="citrus" desc="Sour ones">
        <pnode name="blood orange"/><pnode name="lemon" score="1"/></cnode>
    </cnode>
    <cnode name="kitchen"><pnode name="knife"/></cnode>
  </cnode>
</dictionary>
"""
WORDSTAT = """FRUIT
\tAPPLE* (1)
\tCITRUS
\t\tBLOOD_ORANGE (1)
\t\tLEM?N (1)
KITCHEN
\tKNIFE (1)
"""
QUANTEDA = """fruit:
  - apple*
  - citrus:
      - blood orange
      - lem?n
  - tropical:
      stone:
        - mango
        - not * ripe
kitchen: knife
"""
ALL = {
    "flat.dic": LIWC,
    "nested.dic": LIWC_2015,
    "market.dicx": LIWC_22,
    "market.lc3": LEXICODER_3,
    "market.lcd": LEXICODER_2,
    "market.ykd": YOSHIKODER,
    "market.CAT": WORDSTAT,
    "market.yml": QUANTEDA,
}
