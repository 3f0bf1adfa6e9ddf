import pytest
def show(p, label):
    print("\n--", label)
    for s in p.read()[getattr(p,'_n',0):]:
        print(f"   [{s.speaker}/{s.kind}] {s.text!r} {s.choices}")
    p._n=len(p.read())
def test_tmp(world, assistant):
    ana=world.person("Ana"); show(ana,"open")
    def go(*texts):
        for t in texts: ana.types(t); show(ana,t)
    def press(t): ana.presses(t); show(ana,"press "+t)
    go("can we do an exercise")
    press("A fairer look at one thought"); press("4-5"); go("nobody likes me","PAUSE"); go("hello"); press("Carry on"); press("Reading minds"); go("my sister called","3"); press("Keep it")
    go("mood check"); 
    print(dir(assistant))
    for p in world.cast: p._seen|={x.seq for x in p.read()}
def test_tmp_sms(world, assistant):
    p=world.phone(); 
    def go(*texts):
        for t in texts:
            p.texts(t); world.settle(); show(p,t)
    go("hello","can we do an exercise","2","9","1","7","DONE","a","b","c","d","4","MENU")
    p.reads_everything()
