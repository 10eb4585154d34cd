<?php
class First
{
    function whole() { call(); }
    function half($a { $x = ; }
}

function after()
{
    return 1;
