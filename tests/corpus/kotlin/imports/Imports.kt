package geometry.app

import geometry.plane.Point
import geometry.plane.*
import geometry.util.helper as assist
import geometry.plane.Color.RED
import kotlin.math.PI
import single
import geometry.`in`.Quoted

class A
