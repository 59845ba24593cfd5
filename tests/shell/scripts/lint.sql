.lint
.lint fkey-indexes
.lint fkey-indexes -verbose
.lint fkey-indexes -groupbyparent
.lint fkey-indexes -verbose -groupbyparent
.lint nosuch
.lint fkey-indexes -bad
.lint f
CREATE TABLE parent2(a,b,c, PRIMARY KEY(a,b));
CREATE TABLE child2(x COLLATE nocase, y REFERENCES parent2, z, FOREIGN KEY(x,y) REFERENCES parent2(a,b));
CREATE TABLE child3(y, FOREIGN KEY(y) REFERENCES nosuch(z));
CREATE TABLE "child 4"("y z" REFERENCES parent(q), w REFERENCES "child 4"("y z"));
.lint fkey-indexes
.lint fkey-indexes -v
.lint fkey-indexes -g
