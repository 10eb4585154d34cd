<html>
<!-- text, not code -->
<?php
// One.
# Two.
/* Three
   lines. */

$a = '// no comment'; // trailing
$b = <<<EOS
# inside

EOS;
?>
<p># text</p>
