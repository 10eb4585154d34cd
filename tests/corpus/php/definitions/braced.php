<?php
namespace First {
    class A {}
    function f() {}
}

namespace Second\Deep {
    class A {}
}
