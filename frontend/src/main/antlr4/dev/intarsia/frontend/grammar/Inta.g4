/*
 * The model language: the text form of the graph level.
 *
 * A file is a list of statements, and each is parsed on its own, so that a mistake in one hides none in another. Where a statement
 * ends is decided before this grammar sees it: at the end of the line, unless a bracket is open or the next line is indented
 * (dev.intarsia.frontend.text.Statements).
 *
 * No word is reserved: every key word may be a name, too.
 */
grammar Inta;

statement
    : ( model | profile | weights | input | constant | node | outputs ) EOF
    ;

model : 'model' name ;

profile : 'profile' name ;

weights : 'weights' STRING ;

input : 'input' name ':' type preprocessing? ;

constant : 'constant' name ':' type ;

outputs : 'output' operand ( ',' operand )* ;

node : name ( ':' type )? '=' call arithmetic? ;

call : name '(' ( argument ( ',' argument )* )? ')' ;

argument
    : attribute
    | operand
    ;

operand
    : call
    | name ( ':' type )?
    ;

attribute : name ':' value ;

value
    : number                               # numberValue
    | '[' number ( ',' number )* ']'       # listValue
    | name                                 # wordValue
    ;

/* Types. */

type : name shape scale? zero? ;

shape : '[' ( number ( ',' number )* )? ']' ;

scale
    : 'scale' number ( '/' number )?            # oneScale
    | 'scale' 'per' axis ( 'in' name )?         # axisScale
    ;

axis : 'axis' number | name ;

zero : 'zero' number ;

preprocessing : 'from' name 'scale' number ( '/' number )? mean? deviation? ;

mean : 'mean' numbers ;

deviation : 'deviation' numbers ;

numbers
    : number
    | '[' number ( ',' number )* ']'
    ;

/* How the integers of a node are formed. */

arithmetic
    : 'accumulate' accumulation 'requantize' rescaling ',' clamp                                   # accumulateForm
    | 'align' '<<' number 'left' rescaling 'right' rescaling 'requantize' rescaling ',' clamp      # addForm
    | 'fused' 'left' number 'right' number 'offset' number ',' clamp                               # fusedForm
    | 'average' NAME ',' clamp                                                                     # averageForm
    | clamp                                                                                        # boundForm
    | 'requantize' rescaling ',' clamp                                                             # rescaleForm
    | 'softmax' NAME 'by' parameters ',' 'lowest' number                                           # softmaxForm
    | 'move'                                                                                       # moveForm
    | 'multiply' 'requantize' rescaling ',' clamp                                                  # multiplyForm
    | 'mean' 'requantize' rescaling ',' clamp                                                      # meanForm
    | 'positive' rescaling 'negative' rescaling ',' clamp                                          # slopesForm
    | 'count'                                                                                      # countForm
    | 'table' 'in' name                                                                            # tableForm
    ;

/* For example: i19, or: wrap i20, or: saturate(chunk = 4) i20. */
accumulation : NAME ( '(' NAME '=' number ')' )? NAME? ;

/* For example: double i32 half_away by 1518500250 >> 38. */
rescaling : NAME+ factors ;

factors
    : 'by' parameters                           # oneFactor
    | 'per' name ( 'in' name ',' name )?        # channelFactors
    ;

parameters : number '>>' number ;

clamp : 'clamp' number ( '…' | '..' ) number ;

number : NUMBER ;

/* Any word, also one that has a meaning elsewhere. */
name
    : NAME | QUOTED
    | 'model' | 'profile' | 'weights' | 'input' | 'constant' | 'output'
    | 'scale' | 'per' | 'in' | 'axis' | 'zero' | 'from' | 'mean' | 'deviation'
    | 'accumulate' | 'requantize' | 'align' | 'left' | 'right' | 'average' | 'softmax' | 'by' | 'lowest' | 'move' | 'clamp'
    | 'multiply' | 'positive' | 'negative' | 'table' | 'fused' | 'offset' | 'count'
    ;

NUMBER : '-'? DIGIT+ ( '.' DIGIT+ )? ( [eE] [+-]? DIGIT+ )? ;

NAME : LETTER ( LETTER | DIGIT )* ( [.-] ( LETTER | DIGIT )+ )* ;

/* A name with characters that a plain name cannot have. */
QUOTED : '`' ( ESCAPE | ~[`\\\r\n] )* '`' ;

STRING : '"' ( ESCAPE | ~["\\\r\n] )* '"' ;

COMMENT : '#' ~[\r\n]* -> skip ;

BLANK : [ \t\r\n]+ -> skip ;

/* Whatever else there is; the parser then says where. */
STRAY : . ;

fragment LETTER : [A-Za-z_] ;
fragment DIGIT : [0-9] ;
fragment ESCAPE : '\\' . ;
