/*
 * The language of targets: a name, then one line for each parameter.
 *
 * Each line is parsed on its own, so that a mistake in one hides none in another. Which keys there are, and which values they may
 * have, is said in one table: dev.intarsia.frontend.target.
 */
grammar Accel;

statement
    : ( title | entry ) EOF
    ;

title : ( 'accelerator' | 'fpga' | 'microcontroller' ) word ;

entry : word value ;

value
    : NUMBER NAME?                               # numberValue
    | word ( '(' word '=' NUMBER ')' )?          # wordValue
    ;

/* Any word, also the one that begins the file. */
word : NAME | QUOTED | 'accelerator' | 'fpga' | 'microcontroller' ;

NUMBER : '-'? DIGIT+ ( '.' DIGIT+ )? ( [eE] [+-]? DIGIT+ )? ;

NAME : LETTER ( LETTER | DIGIT )* ( [.-] ( LETTER | DIGIT )+ )* ;

QUOTED : '`' ( ESCAPE | ~[`\\\r\n] )* '`' ;

COMMENT : '#' ~[\r\n]* -> skip ;

BLANK : [ \t\r\n]+ -> skip ;

/* Whatever else there is; the parser then says where. */
STRAY : . ;

fragment LETTER : [A-Za-z_] ;
fragment DIGIT : [0-9] ;
fragment ESCAPE : '\\' . ;
